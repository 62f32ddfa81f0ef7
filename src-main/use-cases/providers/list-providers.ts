import { billingOf, kindFacts } from "../../../src-shared/provider-kinds.ts";
import type { ProviderSlotView, ProviderView } from "../../../src-shared/contract/providers.ts";
import { maskProxy } from "../../network/proxy-address.ts";
import { entryOf, type StoredProvider } from "../../providers/store/provider-store.ts";
import type { ProviderPorts, RunningView } from "./provider-ports.ts";

/** Never a key. */
export function listProviders(ports: ProviderPorts): ProviderView[] {
  return ports.store.all().map((each) => viewOf(ports, each));
}

export function viewOf(ports: Pick<ProviderPorts, "running">, provider: StoredProvider): ProviderView {
  const { name, kind, base, keyHeader, dialect, program, acceptedAt, addedAt } = provider;
  const running = ports.running(name);
  return {
    name,
    kind,
    title: kindFacts[kind].title,
    billing: billingOf(kind, base),
    base,
    keyHeader,
    dialect,
    program,
    quirks: { ...entryOf(provider).quirks },
    acceptedAt,
    addedAt,
    runs: running !== null,
    slots: provider.slots.map((slot) => slotView(running, slot)),
  };
}

function slotView(running: RunningView | null, slot: StoredProvider["slots"][number]): ProviderSlotView {
  const { id, label, key, sealedKey, paused, excludedModels, proxy } = slot;
  const { until, problem, limits } = running?.known(id) ?? { until: null, problem: null, limits: null };
  return {
    id,
    label,
    hasKey: key !== null || sealedKey !== undefined,
    paused,
    excludedModels,
    proxy: proxy === null ? null : maskProxy(proxy),
    standing: running?.standing(id) ?? (paused ? "paused" : "dead"),
    until,
    lastProblem: problem,
    limits,
  };
}
