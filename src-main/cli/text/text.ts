/** Sentences the command line says about accounts and limits. */
import type { AccountView, RateWindow } from "../../../src-shared/contract/accounts.ts";
import { paceOf } from "../../../src-shared/limits/pace.ts";
import { windowName } from "../../../src-shared/limits/window-name.ts";

export function nameWithPlan(account: AccountView): string {
  const name = account.label ?? account.email ?? account.id;
  return account.plan === null ? name : `${name} (${account.plan})`;
}

export function healthWords(account: AccountView, now: number): string {
  switch (account.health) {
    case "ok":
      return "ready";
    case "limited":
      return account.healthUntil === null
        ? "limit reached"
        : `limit reached, works again ${timeWords(account.healthUntil, now)}`;
    case "sign-in-needed":
      return "sign in again: switchyard login";
    case "sealed":
      return "sealed by the keychain: start the Switchyard app";
    case "paused":
      return "paused";
    case "trouble":
      return account.lastProblem?.message ?? "trouble";
  }
}

export function windowWords(window: RateWindow, now: number): string {
  const left = Math.max(0, Math.round(100 - window.usedPercent));
  const name =
    window.meter === null ? windowName(window.minutes) : `${window.meter} ${windowName(window.minutes)}`;
  const reset = window.resetsAt === null ? "" : `, resets ${timeWords(window.resetsAt, now)}`;
  const lasts = paceOf(window, now).lastsUntil;
  const pace = lasts === null ? "" : `, at this rate until ${timeWords(lasts, now)}`;
  return `${name.padEnd(6)} ${bar(left)} ${String(left).padStart(3)} % left${reset}${pace}`;
}

/** A local time with the day when it is not today. */
export function timeWords(time: number, now: number): string {
  const date = new Date(time);
  const sameDay = date.toDateString() === new Date(now).toDateString();
  const clock = date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  return sameDay
    ? `at ${clock}`
    : `${date.toLocaleDateString(undefined, { weekday: "short", month: "short", day: "numeric" })} ${clock}`;
}

function bar(left: number): string {
  const filled = Math.round(left / 10);
  return "█".repeat(filled) + "░".repeat(10 - filled);
}

/** 950, 41 k, 3.1 M. */
export function amount(count: number): string {
  if (count < 10_000) return String(count);
  return count < 1_000_000 ? `${Math.round(count / 1000)} k` : `${(count / 1_000_000).toFixed(1)} M`;
}
