import type { ProviderView } from "../../../src-shared/contract/providers.ts";
import { listProviders } from "./list-providers.ts";
import { requireProvider, slotIdsOf, type ProviderPorts } from "./provider-ports.ts";

/** One key, or the whole provider. What it answers at the moment it finishes. Throws AppError. */
export async function removeProvider(
  ports: ProviderPorts,
  { name, slot }: { name: string; slot?: string | undefined },
): Promise<ProviderView[]> {
  const provider = requireProvider(ports, name);
  if (slot === undefined) await ports.store.remove(provider.id);
  else for (const id of slotIdsOf(provider, slot)) await ports.store.removeSlot(provider.id, id);
  return listProviders(ports);
}
