/**
 * What Codex's own config.toml says of the model: read, never written. Its keys are those of codex-cli 0.169.0; a model
 * of a provider that is neither OpenAI nor Switchyard means nothing here.
 */
import { parse } from "smol-toml";

/** Null: it does not say. Sizes in tokens. */
export interface CodexDefaults {
  model: string | null;
  contextWindow: number | null;
  compactAt: number | null;
}

const nothing: CodexDefaults = { model: null, contextWindow: null, compactAt: null };
const ours = new Set<unknown>([undefined, "openai", "switchyard"]);

/** Text that is no TOML says nothing. Pure. */
export function codexDefaultsIn(text: string): CodexDefaults {
  let config: Record<string, unknown>;
  try {
    config = parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return nothing;
  }
  if (!ours.has(config["model_provider"])) return nothing;
  const { model } = config;
  return {
    model: typeof model === "string" && model.trim() !== "" ? model.trim() : null,
    contextWindow: tokens(config["model_context_window"]),
    compactAt: tokens(config["model_auto_compact_token_limit"]),
  };
}

function tokens(value: unknown): number | null {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}
