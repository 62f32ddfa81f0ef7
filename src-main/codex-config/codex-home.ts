import os from "node:os";
import path from "node:path";

/** Codex's own folder: CODEX_HOME, else ~/.codex. */
export function codexHome(env: NodeJS.ProcessEnv, home = os.homedir()): string {
  return path.resolve(env["CODEX_HOME"] || path.join(home, ".codex"));
}

/** What Codex reads in a home; of a profile the file that `codex --profile NAME` lays over it (codex-cli 0.169.0). */
export function configFile(codexHomeFolder: string, profile: string | null = null): string {
  return path.join(codexHomeFolder, profile === null ? "config.toml" : `${profile}.config.toml`);
}
