/** A provider of a kind, with keys of the test's, before a vendor that the test started. */
import { Agent } from "undici";
import { onTestFinished } from "vitest";
import { agentHost } from "./agent-host.ts";
import { systemClock } from "../../src-main/platform/ports.ts";
import { createSignal } from "../../src-main/platform/signal.ts";
import type { CreateProvider, ProviderEntry } from "../../src-main/providers/entry.ts";
import type { Provider } from "../../src-main/providers/provider.ts";

export interface VendorProvider {
  provider: Provider;
  entry: ProviderEntry;
}

/** `keys`: of its slots; null: one without. */
export function vendorProvider(
  create: CreateProvider,
  given: Partial<ProviderEntry> & { base: string },
  keys: readonly (string | null)[] = [null],
): VendorProvider {
  const entry: ProviderEntry = {
    name: "vendor",
    kind: "vendor",
    keyHeader: "key",
    dialect: "chat",
    program: null,
    quirks: {},
    ...given,
  };
  const slots = keys.map((_, index) => ({
    id: `key-${index}`,
    name: `key-${index}`,
    ended: false,
    sealed: false,
    paused: false,
    excludedModels: [],
  }));
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.close());
  const provider = create({
    entry: () => entry,
    slots: {
      all: () => slots,
      get: (id) => slots.find((slot) => slot.id === id) ?? null,
      activeId: () => slots[0]?.id ?? null,
      changed: createSignal().listen,
    },
    secret: (id) => keys[slots.findIndex((slot) => slot.id === id)] ?? null,
    dispatcher: () => dispatcher,
    clock: systemClock,
    agents: agentHost(),
    linked: { claudeSettings: () => "", ownPorts: () => [] },
    learn: (quirks) => {
      entry.quirks = { ...entry.quirks, ...quirks };
    },
  });
  return { provider, entry };
}

/** The same provider, asked for every request in translation, clients of its own protocol too. */
export function translating(provider: Provider): Provider {
  const translated = { ...provider };
  delete (translated as { relay?: unknown }).relay;
  return translated;
}
