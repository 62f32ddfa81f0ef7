import type { ProviderView } from "../../../src-shared/contract/providers.ts";
import { listProviders } from "./list-providers.ts";
import { requireProvider, slotIdsOf, type ProviderPorts } from "./provider-ports.ts";

/** Of one slot, by its id or label, or of all. Throws AppError. */
export async function pauseProvider(
  ports: ProviderPorts,
  { name, slot }: { name: string; slot?: string | undefined },
  paused: boolean,
): Promise<ProviderView[]> {
  const provider = requireProvider(ports, name);
  await ports.store.changeSlots(provider.id, slotIdsOf(provider, slot), { paused });
  return listProviders(ports);
}
