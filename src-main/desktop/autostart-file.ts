/** Start at login on Linux: an entry in the person's XDG autostart folder, which Electron does not write. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export function autostartFile(env: NodeJS.ProcessEnv, home = os.homedir()): string {
  return path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "autostart", "switchyard.desktop");
}

/** Text of the entry that runs `command` (program, then arguments). */
export function autostartEntry(command: readonly string[]): string {
  return `${[
    "[Desktop Entry]",
    "Type=Application",
    "Name=Switchyard",
    "Comment=Starts Switchyard in the tray",
    `Exec=${command.map(quoteExecArgument).join(" ")}`,
    "Icon=switchyard",
    "Terminal=false",
    "X-GNOME-Autostart-enabled=true",
  ].join("\n")}\n`;
}

/**
 * One argument of an Exec key. Desktop Entry specification 1.5: quoted, with `"`, backtick, `$` and `\` escaped;
 * the value as a whole is a string in which a backslash is written twice; `%` is written `%%`.
 */
export function quoteExecArgument(argument: string): string {
  const quoted = `"${argument.replaceAll(/["`$\\]/g, String.raw`\$&`)}"`;
  const plain = /^[\w@+=:,./-]+$/.test(argument);
  return (plain ? argument : quoted.replaceAll("\\", String.raw`\\`)).replaceAll("%", "%%");
}

export function writeAutostartFile(file: string, command: readonly string[]): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, autostartEntry(command));
}

export function removeAutostartFile(file: string): void {
  rmSync(file, { force: true });
}
