import type { useClient } from "../../live/use-live.tsx";

/** It listens where the settings say from then on; running requests end first. */
export async function restartGateway(client: ReturnType<typeof useClient>): Promise<void> {
  await client.gateway.stop();
  await client.gateway.start();
}
