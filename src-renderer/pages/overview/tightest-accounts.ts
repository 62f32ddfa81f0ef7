import type { AccountView } from "../../../src-shared/contract/index.ts";
import { paceOf } from "../../../src-shared/limits/pace.ts";

/** The account in use first, then those whose windows are heading highest; `count` at most. */
export function tightestAccounts(accounts: AccountView[], count: number, now: number): AccountView[] {
  if (accounts.length <= count) return accounts;
  const forecast = (account: AccountView) =>
    Math.max(0, ...(account.limits?.windows ?? []).map((window) => paceOf(window, now).forecastPercent ?? 0));
  return [...accounts]
    .sort((left, right) => Number(right.active) - Number(left.active) || forecast(right) - forecast(left))
    .slice(0, count);
}
