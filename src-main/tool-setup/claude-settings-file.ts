import path from "node:path";

/** Where Claude Code keeps the settings of a person, there or not. */
export function claudeSettingsFile(env: NodeJS.ProcessEnv, home: string): string {
  return path.join(env["CLAUDE_CONFIG_DIR"] || path.join(home, ".claude"), "settings.json");
}
