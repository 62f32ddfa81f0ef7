/** Rate-limit windows out of what the backend tells: response headers (codex-backend 2.5), events and usage (2.11). */
import { z } from "zod";
import type { CreditsView, RateWindow } from "../../src-shared/contract/accounts.ts";

export interface Limits {
  windows: RateWindow[];
  credits: CreditsView | null;
  plan: string | null;
}

type Headers = Record<string, string | string[] | undefined>;

/** null when the headers tell nothing of limits. */
export function limitsFromHeaders(headers: Headers): Limits | null {
  const windows: RateWindow[] = [];
  for (const name of Object.keys(headers)) {
    const match = /^x-codex-(?:(.+)-)?(primary|secondary)-used-percent$/.exec(name);
    if (!match) continue;
    const prefix = name.slice(0, -"-used-percent".length);
    const usedPercent = Number(headers[name]);
    const minutes = Number(headers[`${prefix}-window-minutes`]);
    if (!Number.isFinite(usedPercent) || !Number.isFinite(minutes) || minutes <= 0) continue;
    const resetsAt = Number(headers[`${prefix}-reset-at`]);
    windows.push({
      minutes,
      usedPercent,
      resetsAt: Number.isFinite(resetsAt) && resetsAt > 0 ? resetsAt * 1000 : null,
      meter: match[1] ? (text(headers[`x-codex-${match[1]}-limit-name`]) ?? match[1]) : null,
    });
  }
  const has = text(headers["x-codex-credits-has-credits"]);
  const credits: CreditsView | null =
    has === null
      ? null
      : {
          hasCredits: yes(has),
          unlimited: yes(text(headers["x-codex-credits-unlimited"])),
          balance: text(headers["x-codex-credits-balance"]),
        };
  if (windows.length === 0 && credits === null) return null;
  return { windows: sorted(windows), credits, plan: text(headers["x-codex-plan-type"]) };
}

const eventWindow = z
  .object({ used_percent: z.number(), window_minutes: z.number(), reset_at: z.number().nullish() })
  .nullish()
  .catch(null);
const creditsShape = z
  .object({
    has_credits: z.boolean().nullish(),
    unlimited: z.boolean().nullish(),
    balance: z.union([z.string(), z.number()]).nullish(),
  })
  .nullish()
  .catch(null);
const rateEvent = z.object({
  plan_type: z.string().nullish(),
  rate_limits: z.object({ primary: eventWindow, secondary: eventWindow }).nullish(),
  credits: creditsShape,
  limit_name: z.string().nullish(),
  metered_limit_name: z.string().nullish(),
});

/** From a `codex.rate_limits` event (codex-backend 2.6). */
export function limitsFromEvent(event: unknown): Limits | null {
  const parsed = rateEvent.safeParse(event);
  if (!parsed.success) return null;
  const { rate_limits, credits, plan_type, limit_name, metered_limit_name } = parsed.data;
  const meter = metered_limit_name ?? limit_name ?? null;
  const windows = [rate_limits?.primary, rate_limits?.secondary].flatMap((window) =>
    window
      ? [
          {
            minutes: window.window_minutes,
            usedPercent: window.used_percent,
            resetsAt: window.reset_at ? window.reset_at * 1000 : null,
            meter: meter === "codex" ? null : meter,
          },
        ]
      : [],
  );
  return { windows: sorted(windows), credits: creditsOf(credits), plan: plan_type ?? null };
}

const usageWindow = z
  .object({ used_percent: z.number(), limit_window_seconds: z.number(), reset_at: z.number().nullish() })
  .nullish()
  .catch(null);
const usageLimit = z
  .object({ primary_window: usageWindow, secondary_window: usageWindow })
  .nullish()
  .catch(null);
const usageAnswer = z.object({
  plan_type: z.string().nullish(),
  rate_limit: usageLimit,
  additional_rate_limits: z
    .array(
      z.object({
        limit_name: z.string().nullish(),
        metered_feature: z.string().nullish(),
        rate_limit: usageLimit,
      }),
    )
    .nullish()
    .catch(null),
  credits: creditsShape,
});

/** From the answer of GET /wham/usage (codex-backend 2.11). */
export function limitsFromUsage(answer: unknown): Limits | null {
  const parsed = usageAnswer.safeParse(answer);
  if (!parsed.success) return null;
  const windows: RateWindow[] = [];
  const add = (limit: z.infer<typeof usageLimit>, meter: string | null) => {
    for (const window of [limit?.primary_window, limit?.secondary_window]) {
      if (!window) continue;
      windows.push({
        minutes: Math.round(window.limit_window_seconds / 60),
        usedPercent: window.used_percent,
        resetsAt: window.reset_at ? window.reset_at * 1000 : null,
        meter,
      });
    }
  };
  add(parsed.data.rate_limit, null);
  for (const extra of parsed.data.additional_rate_limits ?? []) {
    add(extra.rate_limit, extra.limit_name ?? extra.metered_feature ?? "extra");
  }
  return {
    windows: sorted(windows),
    credits: creditsOf(parsed.data.credits),
    plan: parsed.data.plan_type ?? null,
  };
}

/** What is newly told replaces what it names; meters it does not name stay. */
export function mergeWindows(before: readonly RateWindow[], told: readonly RateWindow[]): RateWindow[] {
  const meters = new Set(told.map((window) => window.meter));
  return sorted([...told, ...before.filter((window) => !meters.has(window.meter))]);
}

// The plan's own windows first, short before long: position in the answer means nothing.
function sorted(windows: RateWindow[]): RateWindow[] {
  return windows.sort(
    (a, b) =>
      (a.meter ?? "").localeCompare(b.meter ?? "") || a.minutes - b.minutes || a.usedPercent - b.usedPercent,
  );
}

function creditsOf(credits: z.infer<typeof creditsShape>): CreditsView | null {
  if (!credits) return null;
  return {
    hasCredits: credits.has_credits ?? false,
    unlimited: credits.unlimited ?? false,
    balance: credits.balance === null || credits.balance === undefined ? null : String(credits.balance),
  };
}

function text(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function yes(value: string | null): boolean {
  return value === "true" || value === "1" || value === "True";
}
