/** The environment a tool needs to work through the gateway. */
import type { CatalogView } from "../../../src-shared/contract/models.ts";
import type { Settings } from "../../../src-shared/settings.ts";
import type { GatewayAccess } from "../gateway/gateway-access.ts";

/** Part of the context window that a conversation may fill (models 3.3: effective_context_window_percent). */
const effectiveShare = 0.95;

export interface ToolFacts {
  access: Pick<GatewayAccess, "root" | "apiKey">;
  models: CatalogView["models"];
  settings: Settings;
}

export async function toolFacts(access: GatewayAccess): Promise<ToolFacts> {
  const [catalog, { values }] = await Promise.all([
    access.client.models.list(),
    access.client.settings.get(),
  ]);
  return { access, models: catalog.models, settings: values };
}

/**
 * For Claude Code (clients 4.6). Without a key the gateway takes any token, but Claude Code wants one. Sizes are in
 * tokens; they are left out when the catalog does not know the model.
 */
export function claudeVariables(
  { access, models, settings }: ToolFacts,
  model: string | null,
): Record<string, string> {
  const chosen = model ?? settings.models.default;
  const small = smallModel(models) ?? chosen;
  const known = models.find(({ id }) => chosen === id || chosen.startsWith(`${id}-`))?.contextWindow ?? null;
  const base = settings.models.contextWindow ?? known;
  const size = base === null ? null : String(Math.floor(base * effectiveShare));
  const compactAt = settings.models.compactAt === null ? size : String(settings.models.compactAt);
  return {
    ANTHROPIC_BASE_URL: access.root,
    ANTHROPIC_AUTH_TOKEN: access.apiKey ?? "local",
    ANTHROPIC_MODEL: chosen,
    ANTHROPIC_DEFAULT_OPUS_MODEL: chosen,
    ANTHROPIC_DEFAULT_SONNET_MODEL: chosen,
    ANTHROPIC_DEFAULT_FABLE_MODEL: chosen,
    ANTHROPIC_DEFAULT_HAIKU_MODEL: small,
    ANTHROPIC_SMALL_FAST_MODEL: small,
    CLAUDE_CODE_SUBAGENT_MODEL: chosen,
    ...(size === null ? {} : { CLAUDE_CODE_MAX_CONTEXT_TOKENS: size }),
    ...(compactAt === null ? {} : { CLAUDE_CODE_AUTO_COMPACT_WINDOW: compactAt }),
    ANTHROPIC_DEFAULT_MODEL: chosen,
    // Tools' arguments come piece by piece anyway; behind a gateway it takes them whole unless it is told (clients 4.8).
    CLAUDE_CODE_ENABLE_FINE_GRAINED_TOOL_STREAMING: "1",
    // Checks and advice that only Anthropic's servers give: it asks for none, and shows no notice that they are missing.
    CLAUDE_CODE_AUTO_MODE_SERVER: "0",
    CLAUDE_CODE_DISABLE_ADVISOR_TOOL: "1",
    // Changes with every request and would spoil the cache.
    CLAUDE_CODE_ATTRIBUTION_HEADER: "0",
  };
}

/** A key of its own would be preferred over the token, and lead past the gateway's. */
export const claudeUnset = ["ANTHROPIC_API_KEY"] as const;

/** For OpenCode: its whole configuration in one variable, merged over the person's own. */
export function opencodeVariables(
  { access, models, settings }: ToolFacts,
  model: string | null,
): Record<string, string> {
  const chosen = model ?? settings.models.default;
  const listed = models.filter((each) => each.listed || each.id === chosen);
  const entries = listed.map(({ id, displayName, contextWindow, efforts, inputs }) => [
    id,
    {
      name: displayName,
      reasoning: efforts.length > 0,
      attachment: inputs.includes("image"),
      tool_call: true,
      ...(contextWindow === null ? {} : { limit: { context: contextWindow, output: 128_000 } }),
    },
  ]);
  const content = {
    $schema: "https://opencode.ai/config.json",
    provider: {
      switchyard: {
        npm: "@ai-sdk/openai",
        name: "Switchyard",
        options: { baseURL: `${access.root}/v1`, apiKey: access.apiKey ?? "local" },
        models: Object.fromEntries(entries) as Record<string, unknown>,
      },
    },
    model: `switchyard/${chosen}`,
    small_model: `switchyard/${smallModel(models) ?? chosen}`,
  };
  return { OPENCODE_CONFIG_CONTENT: JSON.stringify(content) };
}

// The catalog's own small one, whatever its number.
function smallModel(models: CatalogView["models"]): string | null {
  return models.find(({ id, listed }) => listed && id.endsWith("-mini"))?.id ?? null;
}
