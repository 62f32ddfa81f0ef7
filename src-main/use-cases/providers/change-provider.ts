import type { ChangeProvider, ProviderView } from "../../../src-shared/contract/providers.ts";
import { AppError } from "../../platform/app-error.ts";
import { checkedBase, checkedName, checkedProxy } from "./check-entry.ts";
import { viewOf } from "./list-providers.ts";
import { requireProvider, slotIdsOf, type ProviderPorts } from "./provider-ports.ts";

/** Changes what is named and nothing else. Throws AppError. */
export async function changeProvider(
  ports: ProviderPorts,
  { name, newName, order, slot, base, accepted, keyHeader, dialect, program, quirks }: ChangeProvider,
): Promise<ProviderView> {
  const { store } = ports;
  const provider = requireProvider(ports, name);
  const { id } = provider;
  if (newName !== undefined && newName !== name && store.find(checkedName(newName)) !== null)
    throw new AppError("bad_request", `There is a provider ${newName} already.`, "");
  const slotFields = slot && {
    ...(slot.label === undefined ? {} : { label: slot.label || null }),
    ...(slot.key === undefined ? {} : { key: slot.key }),
    ...(slot.excludedModels === undefined ? {} : { excludedModels: [...new Set(slot.excludedModels)] }),
    ...(slot.proxy === undefined ? {} : { proxy: checkedProxy(slot.proxy) }),
  };
  const slotIds = slot === undefined ? [] : slotIdsOf(provider, slot.id);
  const nextBase = base === undefined || base === null ? base : checkedBase(base);
  await store.change(id, {
    ...(newName === undefined ? {} : { name: newName }),
    // What was learned was learned of another endpoint.
    ...(nextBase === undefined || nextBase === provider.base ? {} : { base: nextBase, learned: {} }),
    ...(keyHeader === undefined ? {} : { keyHeader }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(program === undefined ? {} : { program }),
    ...(quirks === undefined ? {} : { quirks }),
    ...(accepted === undefined ? {} : { acceptedAt: provider.acceptedAt ?? ports.now() }),
  });
  if (slotFields) await store.changeSlots(id, slotIds, slotFields);
  if (order !== undefined) await store.reorderSlots(id, order);
  return viewOf(ports, store.get(id) ?? provider);
}
