import os from "node:os";
import path from "node:path";

/** Codex' own folder: CODEX_HOME, else ~/.codex. */
export function codexHome(env: NodeJS.ProcessEnv, home = os.homedir()): string {
  return path.resolve(env["CODEX_HOME"] || path.join(home, ".codex"));
}

export function configFile(codexHomeFolder: string): string {
  return path.join(codexHomeFolder, "config.toml");
}
