/** Start at login, hidden: a login item on macOS and Windows, an autostart file on Linux. */
import { electronApp } from "../electron/electron-app.ts";
import { autostartFile, removeAutostartFile, writeAutostartFile } from "./autostart-file.ts";

const hidden = "--hidden";

export function setStartAtLogin(enabled: boolean, dataFolder: string): void {
  if (process.platform === "linux") {
    const file = autostartFile(process.env);
    if (!enabled) return removeAutostartFile(file, dataFolder);
    const home = process.env["SWITCHYARD_HOME"] ? ["env", `SWITCHYARD_HOME=${dataFolder}`] : [];
    writeAutostartFile(file, { command: [...home, ...startCommand(), hidden], dataFolder });
    return;
  }
  const [program = process.execPath, ...args] = startCommand();
  electronApp.setLoginItem({ openAtLogin: enabled, path: program, args: [...args, hidden] });
}

/** macOS does not pass arguments to login items; it tells afterwards. */
export function startedAtLogin(): boolean {
  return process.platform === "darwin" && electronApp.startedAtLogin();
}

/** What starts this app. AppImage and the portable Windows build run from a temporary place; theirs is the outer file. */
export function ownProgram(): string {
  return process.env["APPIMAGE"] ?? process.env["PORTABLE_EXECUTABLE_FILE"] ?? process.execPath;
}

function startCommand(): string[] {
  const program = ownProgram();
  return electronApp.isPackaged || program !== process.execPath ? [program] : [program, electronApp.folder()];
}
