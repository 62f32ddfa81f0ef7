/** The admin API of another process, over its console. */
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { readControl } from "../../admin/control-file.ts";
import type { AdminClient } from "../../compose/compose.ts";

/** @param file where that process has written its address. null when nobody answers there. */
export async function clientOfConsole(file: string): Promise<AdminClient | null> {
  const control = await readControl(file);
  if (control === null) return null;
  const link = new RPCLink({
    url: `${control.url}/rpc`,
    headers: { authorization: `Bearer ${control.token}` },
  });
  const client: AdminClient = createORPCClient(link);
  try {
    await (await fetch(control.url, { signal: AbortSignal.timeout(3000) })).arrayBuffer();
    return client;
  } catch {
    // The owner is starting or ending: what it left behind is no connection.
    return null;
  }
}
