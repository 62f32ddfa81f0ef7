/** Opens a terminal window with a command in it, as each system does it. */
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { AppError } from "../platform/app-error.ts";
import type { CommandLine } from "./codex-app.ts";

/** Terminals of Linux desktops, and what stands between them and the command. */
const linuxTerminals: CommandLine[] = [
  ["x-terminal-emulator", "-e"],
  ["ptyxis", "--"],
  ["gnome-terminal", "--"],
  ["konsole", "-e"],
  ["xfce4-terminal", "-x"],
  ["mate-terminal", "-x"],
  ["alacritty", "-e"],
  ["kitty"],
  ["foot"],
  ["wezterm", "start", "--"],
  ["xterm", "-e"],
];

/** The commands to try, in this order; `terminal` is the person's own choice ($TERMINAL) on Linux. */
export function terminalCommands(
  platform: NodeJS.Platform,
  command: readonly string[],
  terminal?: string,
): CommandLine[] {
  if (platform === "darwin") {
    const line = JSON.stringify(command.map(shellWord).join(" "));
    const tell = 'tell application "Terminal" to';
    return [["osascript", "-e", `${tell} activate`, "-e", `${tell} do script ${line}`]];
  }
  if (platform === "win32") {
    // Quotes do not survive two shells; Codex takes a value without them as text (codex-cli 0.169.0).
    const line = command.map((word) => word.replaceAll('"', ""));
    return [["cmd.exe", "/d", "/c", "start", "Codex", "cmd.exe", "/k", ...line]];
  }
  const chosen: CommandLine[] = terminal ? [[terminal, "-e"]] : [];
  return [...chosen, ...linuxTerminals].map(([program, ...args]) => [program, ...args, ...command]);
}

/** The first whose program is there. Throws AppError when none is. */
export function usableTerminal(
  commands: CommandLine[],
  searchPath: string,
  platform = process.platform,
): CommandLine {
  const folders = searchPath.split(path.delimiter).filter(Boolean);
  const found = commands.find(
    ([program]) => platform !== "linux" || folders.some((folder) => isProgram(path.resolve(folder, program))),
  );
  if (found) return found;
  throw new AppError(
    "bad_request",
    "No terminal program was found on this computer.",
    "Open one by hand and run `codex` in it, or set the variable TERMINAL to one.",
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function shellWord(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
