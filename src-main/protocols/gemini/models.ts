/** The catalog as Gemini's API lists models. */
import type { ModelView } from "../../../src-shared/contract/models.ts";

export function geminiModel(model: ModelView): Record<string, unknown> {
  return {
    name: `models/${model.id}`,
    version: "001",
    displayName: model.displayName,
    ...(model.contextWindow === null ? {} : { inputTokenLimit: model.contextWindow }),
    supportedGenerationMethods: ["generateContent", "countTokens"],
    ...(model.efforts.length > 0 ? { thinking: true } : {}),
  };
}

/** "models/gpt-5.5:streamGenerateContent" in its two parts; null when it is none. */
export function geminiCall(path: string): { model: string; method: string } | null {
  const [, model, method] = /^(.+):([A-Za-z]+)$/.exec(path) ?? [];
  return model === undefined || method === undefined ? null : { model, method };
}
