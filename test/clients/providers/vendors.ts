/** A gateway with a provider of every HTTP kind, each behind a stand-in that is as strict as the vendor. */
import { onTestFinished } from "vitest";
import { createAnthropicProvider } from "../../../src-main/providers/anthropic/provider.ts";
import type { CreateProvider, ProviderEntry } from "../../../src-main/providers/entry.ts";
import { createGeminiProvider } from "../../../src-main/providers/gemini/provider.ts";
import { createOpenaiProvider } from "../../../src-main/providers/openai/provider.ts";
import { startAnthropicSimulator } from "../../../src-main/simulator/anthropic/anthropic-simulator.ts";
import { startGeminiVendor } from "../../../src-main/simulator/vendors/gemini-vendor.ts";
import { startOpenaiVendor } from "../../../src-main/simulator/vendors/openai-vendor.ts";
import { providerParts } from "../../support/provider-parts.ts";
import { startSwitchyard } from "../../support/switchyard.ts";

/** By the names of the providers: a model of each. */
export const models = {
  anthropic: "anthropic:claude-sonnet-5-5",
  chat: "chat:some-model",
  responses: "responses:some-model",
  gemini: "gemini:gemini-3-pro",
} as const;

export type ProviderName = keyof typeof models;
export const names = Object.keys(models) as ProviderName[];

export async function startVendors() {
  const anthropic = await startAnthropicSimulator();
  const chat = await startOpenaiVendor({ key: "key", thoughts: "reasoning_content" });
  const responses = await startOpenaiVendor({ key: "key" });
  const gemini = await startGeminiVendor({ key: "key" });
  for (const vendor of [anthropic, chat, responses, gemini]) onTestFinished(() => vendor.close());
  const made = (
    create: CreateProvider,
    entry: Partial<ProviderEntry> & { name: string; kind: string },
    key = "key",
  ) => create(providerParts(entry, { one: key }));
  const providers = [
    made(
      createAnthropicProvider,
      { name: "anthropic", kind: "anthropic", base: anthropic.url, quirks },
      anthropic.key,
    ),
    made(createOpenaiProvider, { name: "chat", kind: "openai", base: chat.url }),
    made(createOpenaiProvider, {
      name: "responses",
      kind: "openai",
      base: responses.url,
      dialect: "responses",
    }),
    made(createGeminiProvider, { name: "gemini", kind: "gemini", base: gemini.url }),
  ];
  return { ...(await startSwitchyard({ compose: { providers } })), anthropic, chat, responses, gemini };
}

/** The stand-in takes all that Anthropic's own API does; by its address it cannot be told. */
const quirks = {
  strict: true,
  structured_outputs: true,
  thinking_binding: true,
  thinking_display: true,
  unsigned_thinking: false,
};
