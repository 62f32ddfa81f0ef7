import type { SlotCheck } from "../../../src-shared/contract/providers.ts";
import { AppError, problemOf } from "../../platform/app-error.ts";
import { requireProvider, type ProviderPorts } from "./provider-ports.ts";

/** Asks every slot whether it works, at no cost. Throws AppError when the provider does not run. */
export async function checkProvider(ports: ProviderPorts, name: string): Promise<SlotCheck[]> {
  const { slots } = requireProvider(ports, name);
  const running = ports.running(name);
  if (running === null)
    throw new AppError(
      "bad_request",
      `The provider ${name} does not run.`,
      "Look at `switchyard providers list`.",
    );
  return Promise.all(
    slots.map(async ({ id }) => {
      try {
        await running.check(id);
        return { slotId: id, problem: null };
      } catch (error) {
        return { slotId: id, problem: problemOf(error) };
      }
    }),
  );
}
