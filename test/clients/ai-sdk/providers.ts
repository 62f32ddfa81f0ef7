import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModel } from "ai";

export const model = "gpt-5.5";

export interface Provider {
  /** `url`: the gateway's root. */
  model: (url: string) => LanguageModel;
  /** What makes it think aloud. */
  thinking: NonNullable<Parameters<typeof import("ai").generateText>[0]["providerOptions"]>;
}

/** Set up as the Connect page tells people to. */
export const providers: Record<string, Provider> = {
  "openai, responses": {
    model: (url) => openai(url).responses(model),
    thinking: { openai: { reasoningEffort: "medium", reasoningSummary: "auto" } },
  },
  "openai, chat": {
    model: (url) => openai(url).chat(model),
    thinking: { openai: { reasoningEffort: "medium" } },
  },
  "openai-compatible": {
    model: (url) => {
      const options = { name: "switchyard", baseURL: `${url}/v1`, apiKey: "local" };
      return createOpenAICompatible({ ...options, includeUsage: true, supportsStructuredOutputs: true })(
        model,
      );
    },
    thinking: { switchyard: { reasoningEffort: "medium" } },
  },
  anthropic: {
    model: (url) => createAnthropic({ baseURL: `${url}/v1`, apiKey: "local" })("claude-opus-5-5"),
    thinking: { anthropic: { thinking: { type: "adaptive" }, effort: "medium" } },
  },
};

export function openai(url: string, watched: typeof fetch = fetch) {
  return createOpenAI({ baseURL: `${url}/v1`, apiKey: "local", fetch: watched });
}
