/** Start at login on Linux: an entry in the person's XDG autostart folder, which Electron does not write. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export interface Autostart {
  /** Program, then arguments. */
  command: readonly string[];
  /** Data folder of the installation the entry belongs to; another one's entry is not removed. */
  dataFolder: string;
}

export function autostartFile(env: NodeJS.ProcessEnv, home = os.homedir()): string {
  return path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "autostart", "switchyard.desktop");
}

export function autostartEntry({ command, dataFolder }: Autostart): string {
  return `${[
    "[Desktop Entry]",
    "Type=Application",
    "Name=Switchyard",
    "Comment=Starts Switchyard in the tray",
    `Exec=${command.map(quoteExecArgument).join(" ")}`,
    "Icon=switchyard",
    "Terminal=false",
    "X-GNOME-Autostart-enabled=true",
    ownerLine(dataFolder),
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

export function writeAutostartFile(file: string, autostart: Autostart): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, autostartEntry(autostart));
}

/** Removes the entry when it is that of `dataFolder`. */
export function removeAutostartFile(file: string, dataFolder: string): void {
  let entry: string;
  try {
    entry = readFileSync(file, "utf8");
  } catch {
    return;
  }
  if (entry.split("\n").includes(ownerLine(dataFolder))) rmSync(file, { force: true });
}

function ownerLine(dataFolder: string): string {
  return `X-Switchyard-Data=${dataFolder.replaceAll("\\", String.raw`\\`)}`;
}
