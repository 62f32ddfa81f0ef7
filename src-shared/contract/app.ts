import { oc, type } from "@orpc/contract";
import { z } from "zod";

/** What this installation is and what it can do. The window hides what is not there. */
export interface AppInfo {
  version: string;
  platform: "darwin" | "win32" | "linux" | "other";
  dataFolder: string;
  /** True when tokens on disk are sealed by the operating system's keychain. */
  tokensSealed: boolean;
  /** Runs against the simulated backend. */
  demo: boolean;
  /** Only the desktop has these; headless they are false. */
  can: {
    quit: boolean;
    startAtLogin: boolean;
    showFolder: boolean;
    openTerminal: boolean;
  };
}

/** A package that is part of this program. */
export interface PackageLicense {
  name: string;
  version: string;
  /** SPDX expression. */
  license: string;
  /** Empty when the package brings none. */
  text: string;
}

export const app = {
  info: oc.output(type<AppInfo>()),
  /** A link to the console, good once and for ten minutes. */
  consoleLink: oc.output(type<{ url: string }>()),
  /** Opens a web page in the person's browser, on the computer Switchyard runs on. https and loopback only. */
  openExternal: oc.input(z.object({ url: z.url() })).output(type<void>()),
  /** Of everything that was built in; empty when run from sources. */
  licenses: oc.output(type<PackageLicense[]>()),
  /** Desktop app: asks where to and saves a text there. Resolves with its path, null when the person wanted none. */
  saveFile: oc
    .input(z.object({ name: z.string().regex(/^[\w.-]{1,100}$/), text: z.string().max(200_000_000) }))
    .output(type<string | null>()),
  /** Brings the window to the front, where `can.quit`: only the desktop has one. */
  openWindow: oc.output(type<void>()),
  /** Puts the tray's quick panel away. */
  closePanel: oc.output(type<void>()),
  /** Drains and ends the whole app, where `can.quit`. */
  quit: oc.output(type<void>()),
};
