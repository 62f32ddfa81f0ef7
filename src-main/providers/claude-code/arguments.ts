/** How Claude Code is started: headless, without tools, settings and files of its own (backends 3.1, 3.6). */
import type { AgentName } from "../agents/agent-failures.ts";

export function claudeName(provider: string): AgentName {
  return { provider, title: "Claude Code", command: "claude" };
}

export interface Started {
  model: string;
  /** null: as the model has it. */
  effort: string | null;
}

/** Flags without which it would do something else than is meant. */
export const neededFlags = [
  "--input-format",
  "--output-format",
  "--include-partial-messages",
  "--no-session-persistence",
  "--strict-mcp-config",
  "--setting-sources",
  "--tools",
  "--model",
  "--effort",
  "--permission-mode",
  "--allowedTools",
] as const;

/** Name of the server by which it sees the client's tools, and what their names begin with. */
export const toolServer = "client";
export const toolPrefix = `mcp__${toolServer}__`;

/** @param known flags that this version has */
export function claudeArguments({ model, effort }: Started, known: ReadonlySet<string>): string[] {
  const permissionPrompts = known.has("--permission-prompts") ? " --permission-prompts none" : "";
  const line = `-p --verbose --input-format stream-json --output-format stream-json --include-partial-messages --no-session-persistence --strict-mcp-config --permission-mode dontAsk${permissionPrompts} --allowedTools mcp__${toolServer}`;
  return [
    ...line.split(" "),
    "--setting-sources",
    "",
    "--tools",
    "",
    "--model",
    model,
    ...(effort === null ? [] : ["--effort", effort]),
  ];
}

/** Attempts, compaction and large results are the gateway's and the client's own affair. */
export const claudeEnvironment: Readonly<Record<string, string>> = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  DISABLE_AUTOUPDATER: "1",
  CLAUDE_CODE_MAX_RETRIES: "0",
  CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: "1",
  DISABLE_AUTO_COMPACT: "1",
  ENABLE_TOOL_SEARCH: "false",
  ENABLE_MCP_LARGE_OUTPUT_FILES: "false",
  MAX_MCP_OUTPUT_TOKENS: "1000000",
};

/** Whether a name can be handed over as a model's, and is no flag. */
export function isModelName(model: string): boolean {
  return /^[a-z0-9][\w.:@/[\]-]{0,127}$/i.test(model);
}
