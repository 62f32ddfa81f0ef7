/** What each tool needs in its own settings file to talk to the gateway. Pure. */
import path from "node:path";
import type { ToolId } from "../../src-shared/contract/tools.ts";

export interface GatewayFacts {
  /** e.g. http://127.0.0.1:8787 */
  root: string;
  /** null = any placeholder is accepted. */
  apiKey: string | null;
  /** Default model and its window in tokens. */
  model: string;
  contextWindow: number;
  models: { id: string; name: string; contextWindow: number }[];
}

export interface Surroundings {
  home: string;
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
}

export interface ToolPlan {
  file: string;
  /** Values of ours by their path; whole objects are ours alone. */
  values: { path: string[]; value: unknown }[];
}

type Tool = (facts: GatewayFacts, around: Surroundings) => ToolPlan;

/** Share of the window at which a conversation is summed up (models 3.3). */
const compactAt = 0.9;
/** Tokens of one answer. */
const maxOutput = 128_000;

export const tools: Record<ToolId, Tool> = {
  "claude-code": (facts, { home, env }) => ({
    file: path.join(env["CLAUDE_CONFIG_DIR"] || path.join(home, ".claude"), "settings.json"),
    values: Object.entries(claudeEnvironment(facts)).map(([name, value]) => ({ path: ["env", name], value })),
  }),
  opencode: (facts, { home, env }) => ({
    file: path.join(env["XDG_CONFIG_HOME"] || path.join(home, ".config"), "opencode", "opencode.json"),
    values: [{ path: ["provider", "switchyard"], value: opencodeProvider(facts) }],
  }),
  zed: (facts, { home, platform, env }) => ({
    file:
      platform === "win32"
        ? path.join(env["APPDATA"] ?? path.join(home, "AppData", "Roaming"), "Zed", "settings.json")
        : path.join(home, ".config", "zed", "settings.json"),
    values: [{ path: ["language_models", "openai_compatible", "Switchyard"], value: zedProvider(facts) }],
  }),
  openclaw: (facts, { home, env }) => ({
    file: env["OPENCLAW_CONFIG_PATH"] || path.join(home, ".openclaw", "openclaw.json"),
    values: [{ path: ["models", "providers", "switchyard"], value: openClawProvider(facts) }],
  }),
};

/** Claude Code's variables (clients 4.6): it would take an unknown model's window for a million tokens. */
export function claudeEnvironment({
  root,
  apiKey,
  model,
  contextWindow,
}: GatewayFacts): Record<string, string> {
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
