/** Limits as a provider reports them, before it is known when and by what. */
import type { CreditsView, RateWindow, SpendView } from "../contract/accounts.ts";

export type ReportedCredits = Omit<CreditsView, "readAt" | "source">;
export type ReportedSpend = Omit<SpendView, "readAt">;

export interface ReportedLimits {
  windows: RateWindow[];
  credits: ReportedCredits | null;
  plan: string | null;
  /** null: there is none; left out: this source does not tell. */
  spend?: ReportedSpend | null;
  /** The plan's limit is used up, in the backend's word; left out: this source does not tell. */
  reached?: boolean;
}

/** The plan's own windows first, short before long: position in the answer means nothing. */
export function sortedWindows(windows: RateWindow[]): RateWindow[] {
  return windows.sort(
    (a, b) =>
      (a.meter ?? "").localeCompare(b.meter ?? "") || a.minutes - b.minutes || a.usedPercent - b.usedPercent,
  );
}
