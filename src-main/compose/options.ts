/** What a host may give `compose`. */
import type os from "node:os";
import type { SystemProxy } from "../network/system-proxy.ts";
import type { Clock, DesktopPorts, SecretBox, SettingsBackend } from "../platform/ports.ts";
import type { ProviderKinds } from "../providers/kinds.ts";
import type { Provider } from "../providers/provider.ts";

export interface ComposeOptions {
  version: string;
  dataFolder: string;
  env: NodeJS.ProcessEnv;
  clock?: Clock;
  /** Absent where the computer has no keychain: tokens are then kept in a 0600 file. */
  secretBox?: SecretBox;
  settings?: SettingsBackend;
  desktop?: DesktopPorts;
  /** The proxy of the operating system where the host knows it; absent = read from its settings. */
  systemProxy?: SystemProxy;
  /** Folder of the built window, served by the console; absent = no console pages. */
  rendererFolder?: string;
  /** Instead of this computer's own. */
  networkInterfaces?: typeof os.networkInterfaces;
  /** Runs against a simulated backend of its own, with accounts that are made up, in the folder `demo` of the data folder. */
  demo?: boolean;
  /** Lives for one command: nothing is read that nobody asked for. */
  oneCommand?: boolean;
  /** Serve beside the ChatGPT accounts, as `NAME:MODEL`; closed with the rest. */
  providers?: readonly Provider[];
  /** Kinds of providers that a person may set up; absent: those that are built. */
  kinds?: ProviderKinds;
  /** Part of another program: settings of Codex and the known ports are left to who stays. */
  embedded?: boolean;
}
