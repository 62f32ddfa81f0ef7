/** A gateway with Anthropic's API behind it, the stand-in of the simulator. */
import { onTestFinished } from "vitest";
import { createAnthropicProvider } from "../../../src-main/providers/anthropic/provider.ts";
import type { ProviderEntry } from "../../../src-main/providers/entry.ts";
import {
  startAnthropicSimulator,
  type AnthropicSimulator,
  type AnthropicSimulatorOptions,
} from "../../../src-main/simulator/anthropic/anthropic-simulator.ts";
import { providerParts, type MadeParts } from "../../support/provider-parts.ts";
import { translating } from "../../support/vendor-provider.ts";
import { startSwitchyard, type Running } from "../../support/switchyard.ts";

export interface Started extends Running {
  api: AnthropicSimulator;
  parts: MadeParts;
}

export interface StartOptions extends AnthropicSimulatorOptions {
  entry?: Partial<ProviderEntry>;
  keys?: Record<string, string>;
  /** Clients of Anthropic's own protocol are translated, too. */
  translating?: boolean;
}

/** The stand-in takes all that Anthropic's own API does; by its address it cannot be told. */
const asAnthropic = {
  strict: true,
  structured_outputs: true,
  thinking_binding: true,
  thinking_display: true,
};

export async function startBehind({
  entry,
  keys,
  translating: only = true,
  ...options
}: StartOptions = {}): Promise<Started> {
  const api = await startAnthropicSimulator(options);
  onTestFinished(() => api.close());
  const made = { name: "anthropic", kind: "anthropic", base: api.url, quirks: asAnthropic, ...entry };
  const parts = providerParts(made, keys ?? { "key-one": api.key });
  const provider = createAnthropicProvider(parts);
  const providers = [only ? translating(provider) : provider];
  const running = await startSwitchyard({ compose: { providers } });
  return { ...running, api, parts };
}
