/** Every provider beside the accounts: can it serve, and what to do when it cannot. */
import type { ProviderView, SlotCheck } from "../../../src-shared/contract/providers.ts";
import { slotWords } from "../text/provider-text.ts";
import { findingsOf, type Finding } from "./finding.ts";

const { ok, note, bad } = findingsOf("providers");

/** `checked`: what asking it brought; null when it was not asked. */
export function checkProvider(
  provider: ProviderView,
  checked: readonly SlotCheck[] | null,
  now: number,
): Finding {
  const { name, runs, slots } = provider;
  if (!runs) return bad(name, "It cannot run in this version.", `switchyard providers remove ${name}`);
  if (slots.every(({ paused }) => paused))
    return note(name, "It is paused.", `switchyard providers resume ${name}`);
  const problem = checked?.find((each) => each.problem !== null)?.problem ?? null;
  if (problem !== null) return bad(name, problem.message, problem.advice);
  return ok(name, slots.map((slot) => slotWords(slot, now)).join("; "));
}
