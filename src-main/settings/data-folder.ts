import os from "node:os";
import path from "node:path";

/**
 * Where everything of Switchyard lies: SWITCHYARD_HOME, else the folder that Electron calls userData, which the
 * command line shares.
 */
export function dataFolder(env: NodeJS.ProcessEnv, platform = process.platform, home = os.homedir()): string {
  if (env["SWITCHYARD_HOME"]) return path.resolve(env["SWITCHYARD_HOME"]);
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "Switchyard");
  if (platform === "win32")
    return path.join(env["APPDATA"] ?? path.join(home, "AppData", "Roaming"), "Switchyard");
  return path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "Switchyard");
}

/** The demo keeps everything apart from the real accounts and settings. */
export function demoFolder(dataFolder: string): string {
  return path.join(dataFolder, "demo");
}

export function filesIn(folder: string) {
  return {
    accounts: path.join(folder, "accounts.json"),
    providers: path.join(folder, "providers.json"),
    agents: path.join(folder, "agents"),
    exports: path.join(folder, "exports.jsonl"),
    settings: path.join(folder, "settings.json"),
    modelsCache: path.join(folder, "models.json"),
    lock: path.join(folder, "owner.lock"),
    control: path.join(folder, "control.json"),
    codexJournal: path.join(folder, "codex-takeover.json"),
    codexVersion: path.join(folder, "codex-version.json"),
    codexHandover: path.join(folder, "codex-login.json"),
    toolJournal: path.join(folder, "tool-setup.json"),
    codexGuard: path.join(folder, "codex-guard"),
    jobs: path.join(folder, "later"),
    budgets: path.join(folder, "budgets.json"),
    batches: path.join(folder, "batches"),
    prices: path.join(folder, "prices.json"),
    aliasKey: path.join(folder, "alias.key"),
    usage: path.join(folder, "usage.db"),
    logs: path.join(folder, "logs"),
    log: path.join(folder, "logs", "switchyard.log"),
  };
}
