/** What a kind of provider is given, out of a list of keys. */
import { Agent } from "undici";
import { onTestFinished } from "vitest";
import { agentHost } from "./agent-host.ts";
import { systemClock } from "../../src-main/platform/ports.ts";
import { createSignal } from "../../src-main/platform/signal.ts";
import type { LinkedPlaces, ProviderEntry, ProviderParts } from "../../src-main/providers/entry.ts";

export interface MadeParts extends ProviderParts {
  /** What was learned so far. */
  learned: Record<string, boolean>;
}

/** @param keys of the slots, by their ids */
export function providerParts(
  entry: Partial<ProviderEntry> & Pick<ProviderEntry, "name" | "kind">,
  keys: Readonly<Record<string, string>>,
  linked: Partial<LinkedPlaces> = {},
): MadeParts {
  const agent = new Agent();
  onTestFinished(() => agent.destroy());
  const changed = createSignal();
  const learned: Record<string, boolean> = {};
  const slots = Object.keys(keys).map((id) => ({
    id,
    name: id,
    ended: false,
    sealed: false,
    paused: false,
    excludedModels: [],
  }));
  return {
    learned,
    entry: () => ({
      base: null,
      keyHeader: "key",
      dialect: "chat",
      program: null,
      ...entry,
      quirks: { ...entry.quirks, ...learned },
    }),
    slots: {
      all: () => slots,
      get: (id) => slots.find((slot) => slot.id === id) ?? null,
      activeId: () => slots[0]?.id ?? null,
      changed: changed.listen,
    },
    secret: (id) => keys[id] ?? null,
    dispatcher: () => agent,
    clock: systemClock,
    agents: agentHost(),
    linked: { claudeSettings: () => "/nowhere/settings.json", ownPorts: () => [], ...linked },
    learn: (quirks) => void Object.assign(learned, quirks),
  };
}
