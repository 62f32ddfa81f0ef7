/** For tools that go on working: a gateway of this process would be gone before they are done. */
import { AppError } from "../../platform/app-error.ts";
import type { CommandContext } from "../parsing/command.ts";
import { connectToRunning } from "./connect.ts";
import { accessTo, type GatewayAccess } from "./gateway-access.ts";

export function notRunning(): AppError {
  return new AppError(
    "bad_request",
    "Switchyard is not running:",
    "`switchyard start` or `switchyard serve` first.",
  );
}

/** Throws AppError when no gateway runs. */
export async function runningGateway({
  dataFolder,
}: Pick<CommandContext, "dataFolder">): Promise<GatewayAccess> {
  const client = await connectToRunning(dataFolder);
  if (!client) throw notRunning();
  return accessTo(client);
}
