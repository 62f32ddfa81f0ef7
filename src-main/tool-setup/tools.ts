/** What each tool needs in its own settings files to talk to the gateway. Pure. */
import path from "node:path";
import type { ToolId } from "../../src-shared/contract/tools.ts";
import { claudeSettingsFile } from "./claude-settings-file.ts";
import { clinePlan } from "./cline.ts";
import { continuePlan } from "./continue.ts";
import type { OwnValue } from "./edit-file.ts";
import { maxOutput, type GatewayFacts, type Surroundings, type ToolPlan } from "./tool-facts.ts";

type Tool = (facts: GatewayFacts, around: Surroundings) => ToolPlan;

/** Share of the window at which a conversation is summed up (models 3.3). */
const compactAt = 0.9;

export const tools: Record<ToolId, Tool> = {
  "claude-code": (facts, { home, env }) =>
    oneJson(
      claudeSettingsFile(env, home),
      Object.entries(claudeEnvironment(facts)).map(([name, value]) => ({ path: ["env", name], value })),
    ),
  opencode: (facts, { home, env }) =>
    oneJson(path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "opencode", "opencode.json"), [
      { path: ["provider", "switchyard"], value: opencodeProvider(facts) },
    ]),
  zed: (facts, { home, platform, env }) =>
    oneJson(
      platform === "win32"
        ? path.join(env["APPDATA"] ?? path.join(home, "AppData", "Roaming"), "Zed", "settings.json")
        : path.join(home, ".config", "zed", "settings.json"),
      [{ path: ["language_models", "openai_compatible", "Switchyard"], value: zedProvider(facts) }],
    ),
  openclaw: (facts, { home, env }) =>
    oneJson(env["OPENCLAW_CONFIG_PATH"] || path.join(home, ".openclaw", "openclaw.json"), [
      { path: ["models", "providers", "switchyard"], value: openClawProvider(facts) },
    ]),
  continue: continuePlan,
  cline: clinePlan,
};

function oneJson(file: string, values: OwnValue[]): ToolPlan {
  return { folder: path.dirname(file), files: [{ file, format: "json", start: "{}\n", values }] };
}

/** Claude Code's variables (clients 4.6): it would take an unknown model's window for a million tokens. */
function claudeEnvironment({ root, apiKey, model, contextWindow }: GatewayFacts): Record<string, string> {
  return {
    ANTHROPIC_BASE_URL: root,
    ANTHROPIC_AUTH_TOKEN: apiKey ?? "local",
    ANTHROPIC_MODEL: model,
    ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
    CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(contextWindow),
    CLAUDE_CODE_AUTO_COMPACT_WINDOW: String(Math.floor(contextWindow * compactAt)),
    CLAUDE_CODE_ATTRIBUTION_HEADER: "0",
  };
}

function opencodeProvider({ root, apiKey, models }: GatewayFacts): unknown {
  return {
    npm: "@ai-sdk/openai-compatible",
    name: "Switchyard",
    options: { baseURL: `${root}/v1`, apiKey: apiKey ?? "local" },
    models: Object.fromEntries(
      models.map(({ id, name, contextWindow }) => [
        id,
        { name, limit: { context: contextWindow, output: maxOutput } },
      ]),
    ),
  };
}

// Zed takes the key from its own settings, not from the file.
function zedProvider({ root, models }: GatewayFacts): unknown {
  return {
    api_url: `${root}/v1`,
    available_models: models.map(({ id, name, contextWindow }) => ({
      name: id,
      display_name: name,
      max_tokens: contextWindow,
      capabilities: { tools: true, images: true, parallel_tool_calls: true, prompt_cache_key: true },
    })),
  };
}

/** A model that is not described whole gets no tools and no images there; which one is used stays the person's choice. */
function openClawProvider({ root, apiKey, models }: GatewayFacts): unknown {
  return {
    baseUrl: `${root}/v1`,
    apiKey: apiKey ?? "local",
    api: "openai-completions",
    models: models.map(({ id, name, contextWindow }) => ({
      id,
      name,
      reasoning: true,
      input: ["text", "image"],
      // Nothing is paid by the token here.
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      contextWindow,
      maxTokens: maxOutput,
    })),
  };
}
