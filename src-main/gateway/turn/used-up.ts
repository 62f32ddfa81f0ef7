/** Which slots of a provider a used-up limit stands against, and until when. */
import type { LimitTracker } from "../../limits/limit-tracker.ts";
import type { SlotSource } from "../../platform/slot-source.ts";

/** Those that could be asked, but for a limit. */
export function limitedSlots(slots: SlotSource, limits: LimitTracker, model: string | null): string[] {
  return usable(slots).flatMap(({ id }) => {
    const limit = limits.limitOf(id, null) ?? (model === null ? null : limits.limitOf(id, model));
    return limit === null ? [] : [id];
  });
}

/** Epoch milliseconds of the earliest reset; null when a slot can be asked now, or none could serve the model at all. */
export function opensAt(
  slots: SlotSource,
  limits: LimitTracker,
  model: string | null,
  except?: ReadonlySet<string>,
): number | null {
  const resets = usable(slots)
    .filter(({ id }) => except === undefined || !except.has(id))
    .filter(({ excludedModels }) => model === null || !excludedModels.includes(model))
    .map(({ id }) => resetOf(limits, id, model));
  const open = resets.length === 0 || resets.includes(null);
  return open ? null : Math.min(...resets.filter((reset) => reset !== null));
}

/** When the latest limit of the slot for this model resets; null without any. */
export function resetOf(limits: LimitTracker, id: string, model: string | null): number | null {
  const both = [limits.limitOf(id, null), model === null ? null : limits.limitOf(id, model)];
  const latest = both.filter((each) => each !== null).toSorted((a, b) => b.until - a.until)[0];
  return latest?.resetsAt ?? null;
}

function usable(slots: SlotSource) {
  return slots.all().filter(({ ended, sealed, paused }) => !ended && !sealed && !paused);
}
