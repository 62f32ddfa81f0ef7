/** Rate-limit windows of an account: how they move, and the two ways they are told (codex-backend 2.5, 2.11). */
import type { SimulatedAccount, SimulatedMeter, SimulatedWindow } from "./simulated-account.ts";

/** Starts windows anew whose time has passed. */
function rollWindows(account: SimulatedAccount, now: number): void {
  for (const window of account.windows) {
    if (window.resetsAt > now) continue;
    const length = window.minutes * 60_000;
    window.resetsAt += length * (Math.floor((now - window.resetsAt) / length) + 1);
    window.usedPercent = 0;
  }
}

function meterOf(account: SimulatedAccount, model: string): SimulatedMeter | null {
  return account.windows.find((window) => window.meter?.models.includes(model))?.meter ?? null;
}

/** The plan's own windows, or those of one meter; shortest first. */
function windowsOf(account: SimulatedAccount, meter: SimulatedMeter | null): SimulatedWindow[] {
  return account.windows
    .filter((window) => window.meter?.limit === meter?.limit)
    .sort((a, b) => a.minutes - b.minutes);
}

function metersOf(account: SimulatedAccount): SimulatedMeter[] {
  const byLimit = new Map<string, SimulatedMeter>();
  for (const { meter } of account.windows) if (meter) byLimit.set(meter.limit, meter);
  return [...byLimit.values()];
}

/** Counts one served answer. */
export function countRequest(account: SimulatedAccount, model: string): void {
  for (const window of windowsOf(account, meterOf(account, model))) {
    window.usedPercent = Math.min(
      100,
      Math.round((window.usedPercent + window.percentPerRequest) * 100) / 100,
    );
  }
}

export interface UsageLimit {
  /** Epoch milliseconds. */
  resetsAt: number;
  /** Id of the limit that was hit: `codex` for the plan. */
  limit: string;
}

/** The limit that stops this model now: the used-up window that resets last. Credits keep plan models going. */
export function reachedLimit(account: SimulatedAccount, model: string, now: number): UsageLimit | null {
  rollWindows(account, now);
  const meter = meterOf(account, model);
  const windows = windowsOf(account, meter);
  const full = account.exhausted ? windows : windows.filter((window) => window.usedPercent >= 100);
  const paid = !meter && !account.exhausted && (account.credits.hasCredits || account.credits.unlimited);
  if (paid || (full.length === 0 && !account.exhausted)) return null;
  const resetsAt = Math.max(...full.map((window) => window.resetsAt), now + 60_000);
  return { resetsAt, limit: meter?.limit ?? "codex" };
}

/** `x-codex-…` headers. The shortest window is called primary, the next one secondary. */
export function rateHeaders(account: SimulatedAccount, now: number): Record<string, string> {
  rollWindows(account, now);
  const headers: Record<string, string> = {
    "x-codex-plan-type": account.plan,
    "x-codex-credits-has-credits": String(account.credits.hasCredits),
    "x-codex-credits-unlimited": String(account.credits.unlimited),
    "x-codex-credits-balance": account.credits.balance,
  };
  for (const meter of [null, ...metersOf(account)]) {
    const prefix = meter ? `x-codex-${meter.limit}` : "x-codex";
    if (meter) headers[`${prefix}-limit-name`] = meter.name;
    const [primary, secondary] = windowsOf(account, meter);
    for (const [rank, window] of [["primary", primary] as const, ["secondary", secondary] as const]) {
      if (!window) continue;
      headers[`${prefix}-${rank}-used-percent`] = String(window.usedPercent);
      headers[`${prefix}-${rank}-window-minutes`] = String(window.minutes);
      headers[`${prefix}-${rank}-reset-at`] = String(Math.floor(window.resetsAt / 1000));
    }
  }
  return headers;
}

function usageWindow(window: SimulatedWindow | undefined, now: number): object | null {
  if (!window) return null;
  return {
    used_percent: Math.round(window.usedPercent),
    limit_window_seconds: window.minutes * 60,
    reset_after_seconds: Math.max(0, Math.round((window.resetsAt - now) / 1000)),
    reset_at: Math.floor(window.resetsAt / 1000),
  };
}

function usageLimits(account: SimulatedAccount, meter: SimulatedMeter | null, now: number): object {
  const windows = windowsOf(account, meter);
  const reached = account.exhausted || windows.some((window) => window.usedPercent >= 100);
  return {
    allowed: !reached,
    limit_reached: reached,
    primary_window: usageWindow(windows[0], now),
    secondary_window: usageWindow(windows[1], now),
  };
}

/** Body of GET /wham/usage. */
export function usagePayload(account: SimulatedAccount, now: number): object {
  rollWindows(account, now);
  const extra = metersOf(account).map((meter) => ({
    limit_name: meter.name,
    metered_feature: `codex_${meter.limit}`,
    rate_limit: usageLimits(account, meter, now),
  }));
  return {
    account_id: account.workspaceId,
    user_id: account.userId,
    email: account.email,
    plan_type: account.plan,
    rate_limit: usageLimits(account, null, now),
    code_review_rate_limit: null,
    additional_rate_limits: extra.length > 0 ? extra : null,
    credits: {
      has_credits: account.credits.hasCredits,
      unlimited: account.credits.unlimited,
      balance: account.credits.balance,
    },
    spend_control: account.spendControl && {
      reached: account.spendControl.reached,
      individual_limit: {
        limit: account.spendControl.limit,
        used: account.spendControl.used,
        remaining_percent: 100 - (100 * account.spendControl.used) / account.spendControl.limit,
        reset_at: Math.floor(account.spendControl.resetsAt / 1000),
      },
    },
    rate_limit_reached_type: null,
    promo: null,
  };
}

/** Payload of the `codex.rate_limits` event (2.6). */
export function rateLimitsEvent(account: SimulatedAccount): object {
  const told = (window: SimulatedWindow | undefined): object | null =>
    window
      ? {
          used_percent: window.usedPercent,
          window_minutes: window.minutes,
          reset_at: Math.floor(window.resetsAt / 1000),
        }
      : null;
  const [primary, secondary] = windowsOf(account, null);
  return {
    plan_type: account.plan,
    rate_limits: { primary: told(primary), secondary: told(secondary) },
    credits: {
      has_credits: account.credits.hasCredits,
      unlimited: account.credits.unlimited,
      balance: account.credits.balance,
    },
  };
}
