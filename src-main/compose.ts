/** Builds every service and wires them; the only place that knows all of them. */
import type { ContractRouterClient } from "@orpc/contract";
import type { contract } from "../src-shared/contract/index.ts";
import type { Clock, DesktopPorts, SecretBox, SettingsBackend } from "./platform/ports.ts";

export type AdminClient = ContractRouterClient<typeof contract>;

export interface ComposeOptions {
  version: string;
  dataFolder: string;
  env: NodeJS.ProcessEnv;
  clock?: Clock;
  /** Absent where the computer has no keychain: tokens are then kept in a 0600 file. */
  secretBox?: SecretBox;
  settings?: SettingsBackend;
  desktop?: DesktopPorts;
  /** Folder of the built window, served by the console; absent = no console pages. */
  rendererFolder?: string;
  demo?: boolean;
}

export interface Switchyard {
  /** The contract, in process. */
  client: AdminClient;
  /** The contract's implementation, to be served over any transport. */
  router: unknown;
  /** Stops the gateway, drains, saves and releases the data folder. Idempotent. */
  close(): Promise<void>;
}
