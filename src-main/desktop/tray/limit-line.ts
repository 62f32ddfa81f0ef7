/** One account's tightest limit in a line, e.g. "5 h: 58 % left, resets in 2 h 14 min". */
import type { AccountView, RateWindow } from "../../../src-shared/contract/index.ts";
import { paceOf } from "../../../src-shared/limits/pace.ts";
import { staleSince } from "../../../src-shared/limits/stale.ts";
import { windowName } from "../../../src-shared/limits/window-name.ts";
import type { TrayTexts } from "./tray-text.ts";

const minuteMs = 60_000;

/** The plan's own windows; those that ended since they were read say nothing any more. */
export function openWindows(account: AccountView, now: number): RateWindow[] {
  return (account.limits?.windows ?? []).filter(
    (window) => window.meter === null && (window.resetsAt === null || window.resetsAt > now),
  );
}

/** The one with the least left. */
export function tightestWindow(account: AccountView, now: number): RateWindow | null {
  return openWindows(account, now).toSorted((a, b) => b.usedPercent - a.usedPercent)[0] ?? null;
}

/** Mostly used, and going on like this it will not last until its reset. */
export function isLimitNear(account: AccountView, now: number): boolean {
  const window = tightestWindow(account, now);
  if (window === null || window.usedPercent < 80) return false;
  return window.usedPercent >= 100 || paceOf(window, now).state !== "good";
}

export function describeLimit(account: AccountView, now: number, words: TrayTexts): string {
  const window = tightestWindow(account, now);
  if (window === null || account.limits === null) return words.noLimits;
  const name = windowName(window.minutes, words.language);
  const left = `${Math.max(0, Math.floor(100 - window.usedPercent))} %`;
  const stale = staleSince(account.limits, now);
  if (stale !== null) return words.stale(name, left, clockTime(stale));
  if (window.resetsAt === null) return words.left(name, left);
  return words.leftUntil(name, left, describeDuration(window.resetsAt - now, words));
}

/** "12:04" on this computer's clock. */
function clockTime(at: number): string {
  return new Date(at).toTimeString().slice(0, 5);
}

/** The two largest units, rounded up to the minute: "2 h 14 min", "3 d 4 h", "1 min". */
function describeDuration(ms: number, { duration }: TrayTexts): string {
  const minutes = Math.max(1, Math.ceil(ms / minuteMs));
  const parts: [number, string][] =
    minutes >= 1440
      ? [
          [Math.floor(minutes / 1440), duration.day],
          [Math.floor((minutes % 1440) / 60), duration.hour],
        ]
      : [
          [Math.floor(minutes / 60), duration.hour],
          [minutes % 60, duration.minute],
        ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}
