import type { LimitTracker } from "../limits/limit-tracker.ts";
import type { Clock } from "../platform/ports.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { UsageRecorder } from "../usage/usage-recorder.ts";

export interface ReadingPorts {
  limits: Pick<LimitTracker, "noted">;
  usage: Pick<UsageRecorder, "read">;
  settings: Pick<SettingsStore, "values">;
  clock: Pick<Clock, "now">;
}

/** What the backend tells of a plan's own windows goes into usage.db, as far as the settings want requests there. */
export function keepReadings({ limits, usage, settings, clock }: ReadingPorts): void {
  limits.noted((account, { windows }, plan) => {
    if (!settings.values().data.recordRequests) return;
    for (const { meter, minutes, usedPercent: used, resetsAt } of windows)
      if (meter === null) usage.read({ at: clock.now(), account, plan, minutes, used, resetsAt });
  });
}
