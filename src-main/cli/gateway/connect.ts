/**
 * The admin API for a command: over the console of the process that owns the data folder when one runs, else from
 * services built for the length of the command.
 */
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { request } from "undici";
import { readControl } from "../../admin/control-file.ts";
import { compose, type AdminClient, type Switchyard } from "../../compose/compose.ts";
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
  const switchyard = await compose(options);
  return { client: switchyard.client, own: switchyard, close: () => switchyard.close() };
}

/** null when none runs. */
export async function connectToRunning(dataFolder: string): Promise<AdminClient | null> {
  const files = filesIn(dataFolder);
  const owner = await readOwner(files.lock);
  if (owner === null || !(await isAlive(owner, dataFolder))) return null;
  const control = await readControl(files.control);
  if (control === null) return null;
  const link = new RPCLink({
    url: `${control.url}/rpc`,
    headers: { authorization: `Bearer ${control.token}` },
  });
  const client: AdminClient = createORPCClient(link);
  try {
    await (await request(control.url, { signal: AbortSignal.timeout(3000) })).body.dump();
    return client;
  } catch {
    // The owner is starting or ending: what it left behind is no connection.
    return null;
  }
}
