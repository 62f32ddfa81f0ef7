/**
 * The admin API for a command: over the console of the process that owns the data folder when one runs, else from
 * services built for the length of the command. Either way is loaded only when it is gone.
 */
import type { AdminClient, Switchyard } from "../../compose/compose.ts";
import type { ComposeOptions } from "../../compose/options.ts";
import { isAlive, readOwner } from "../../platform/locks/owner-lock.ts";
import { filesIn } from "../../settings/data-folder.ts";

export interface Connection {
  client: AdminClient;
  /** The services of this process; null when another process answers. */
  own: Switchyard | null;
  close(): Promise<void>;
}

export async function connect(options: ComposeOptions): Promise<Connection> {
  const running = await connectToRunning(options.dataFolder);
  if (running) return { client: running, own: null, close: async () => {} };
  const { compose } = await import("../../compose/compose.ts");
  const switchyard = await compose(options);
  return { client: switchyard.client, own: switchyard, close: () => switchyard.close() };
}

/** null when none runs. */
export async function connectToRunning(dataFolder: string): Promise<AdminClient | null> {
  const files = filesIn(dataFolder);
  const owner = await readOwner(files.lock);
  if (owner === null || !(await isAlive(owner, dataFolder))) return null;
  const { clientOfConsole } = await import("./console-client.ts");
  return clientOfConsole(files.control);
}
