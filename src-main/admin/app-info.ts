import type { AppInfo } from "../../src-shared/contract/app.ts";

export interface AppFacts {
  version: string;
  dataFolder: string;
  demo?: boolean;
  /** Absent headless. */
  desktop?: object;
}

export function appInfo({ version, dataFolder, demo, desktop }: AppFacts, tokensSealed: boolean): AppInfo {
  const can = desktop !== undefined;
  const { platform } = process;
  return {
    version,
    platform: platform === "darwin" || platform === "win32" || platform === "linux" ? platform : "other",
    dataFolder,
    tokensSealed,
    demo: demo === true,
    can: { quit: can, startAtLogin: can, showFolder: can, openTerminal: can },
  };
}
