/** Providers in memory, changed as the real ones would be. */
import type { AddProvider, FoundProvider, ProviderView } from "../../../src-shared/contract/index.ts";
import { billingOf, kindFacts, type ProviderKind } from "../../../src-shared/provider-kinds.ts";
import { now } from "./page-clock.ts";

function provider(name: string, kind: ProviderKind, edit: Partial<ProviderView> = {}): ProviderView {
  const { title } = kindFacts[kind];
  const base = edit.base ?? null;
  return {
    name,
    kind,
    title,
    billing: billingOf(kind, base),
    base,
    keyHeader: "key",
    dialect: "chat",
    program: null,
    quirks: {},
    acceptedAt: null,
    addedAt: now,
    runs: true,
    slots: [slot("one", {})],
    ...edit,
  };
}

type ProviderSlot = ProviderView["slots"][number];

function slot(id: string, edit: Partial<ProviderSlot>): ProviderSlot {
  const none = { label: null, paused: false, proxy: null, until: null, lastProblem: null, limits: null };
  return { id, hasKey: true, excludedModels: [], standing: "ok", ...none, ...edit };
}

/** One of every state that the list tells apart. */
export function everyProvider(): ProviderView[] {
  const lastProblem = {
    code: "key_refused" as const,
    message: "OpenRouter refused its key.",
    advice: "Give it a valid key.",
    at: now,
  };
  return [
    provider("anthropic", "anthropic", { slots: [slot("one", {}), slot("two", {})] }),
    provider("openrouter", "openai", { slots: [slot("one", { standing: "dead", lastProblem })] }),
    provider("local", "openai", {
      base: "http://127.0.0.1:11434",
      slots: [slot("one", { hasKey: false, paused: true, standing: "paused" })],
    }),
    provider("claude", "claude-code", { runs: false, slots: [slot("one", { hasKey: false })] }),
    provider("codex-cli", "codex-cli", { runs: false, slots: [slot("one", { hasKey: false })] }),
  ];
}

export function createProviders() {
  let list: ProviderView[] = [];
  let found: FoundProvider[] = [];
  return {
    found: () => found,
    offer(given: FoundProvider[]) {
      found = given;
    },
    set(given: ProviderView[]) {
      list = given;
    },
    list: () => list,
    add({ kind, name, base }: AddProvider) {
      const added = provider(name ?? kindFacts[kind].defaultName, kind, { base: base ?? null });
      list = [...list, added];
      return added;
    },
    kinds: (): ProviderKind[] => ["anthropic", "claude-settings", "openai", "gemini", "claude-code"],
    accept(name: string): ProviderView {
      list = list.map((one) => (one.name === name ? { ...one, acceptedAt: now, runs: true } : one));
      const accepted = list.find((one) => one.name === name);
      if (accepted === undefined) throw new Error(`There is no provider ${name}`);
      return accepted;
    },
    pause(name: string, paused: boolean) {
      const standing = paused ? "paused" : "ok";
      list = list.map((one) =>
        one.name === name ? { ...one, slots: one.slots.map((each) => ({ ...each, paused, standing })) } : one,
      );
      return list;
    },
    remove(name: string) {
      list = list.filter((one) => one.name !== name);
      return list;
    },
  };
}
