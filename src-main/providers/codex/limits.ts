/** ReportedLimits out of what the backend tells: response headers (codex-backend 2.5), events (2.6) and usage (2.11). */
import { z } from "zod";
import type { RateWindow } from "../../../src-shared/contract/accounts.ts";
import {
  sortedWindows,
  type ReportedCredits,
  type ReportedLimits,
  type ReportedSpend,
} from "../../../src-shared/limits/reported-limits.ts";
import type { AnswerHeaders } from "../answer.ts";

/** How the backend names what it holds back for reset credits: no limit of anybody's. */
const reserve = { limit: "gpt-reserve", feature: "base_model_inference" };

/** null when the headers tell nothing of limits. */
export function limitsFromHeaders(headers: AnswerHeaders): ReportedLimits | null {
  const windows: RateWindow[] = [];
  for (const name of Object.keys(headers)) {
    const match = /^x-codex-(?:(.+)-)?(primary|secondary)-used-percent$/.exec(name);
    if (!match) continue;
    const prefix = name.slice(0, -"-used-percent".length);
    const usedPercent = number(headers[name]);
    const minutes = number(headers[`${prefix}-window-minutes`]);
    if (!isPercent(usedPercent) || minutes === null || minutes <= 0) continue;
    if (match[1] === reserve.limit || match[1] === reserve.feature) continue;
    windows.push({
      minutes,
      usedPercent,
      resetsAt: instant(number(headers[`${prefix}-reset-at`])),
      meter: match[1] ? (text(headers[`x-codex-${match[1]}-limit-name`]) ?? match[1]) : null,
    });
  }
  const has = text(headers["x-codex-credits-has-credits"]);
  const credits: ReportedCredits | null =
    has === null
      ? null
      : {
          hasCredits: yes(has),
          unlimited: yes(text(headers["x-codex-credits-unlimited"])),
          balance: text(headers["x-codex-credits-balance"]),
        };
  if (windows.length === 0 && credits === null) return null;
  return { windows: sortedWindows(windows), credits, plan: text(headers["x-codex-plan-type"]) };
}

// Numbers come as strings now and then; a blank one is unknown and not 0.
const told = z.union([
  z.number(),
  z
    .string()
    .regex(/\d/)
    .transform(Number)
    .refine((value) => Number.isFinite(value)),
]);
const openText = z.string().nullish().catch(null);

const eventWindow = z
  .object({ used_percent: told, window_minutes: told, reset_at: told.nullish().catch(null) })
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
  plan_type: openText,
  rate_limits: z.object({ primary: eventWindow, secondary: eventWindow }).nullish().catch(null),
  credits: creditsShape,
  limit_name: openText,
  metered_limit_name: openText,
});

/** From a `codex.rate_limits` event (codex-backend 2.6). */
export function limitsFromEvent(event: unknown): ReportedLimits | null {
  const parsed = rateEvent.safeParse(event);
  if (!parsed.success) return null;
  const { rate_limits, credits, plan_type, limit_name, metered_limit_name } = parsed.data;
  const meter = metered_limit_name ?? limit_name ?? null;
  const windows = [rate_limits?.primary, rate_limits?.secondary].flatMap((window) =>
    window && isPercent(window.used_percent) && window.window_minutes > 0
      ? [
          {
            minutes: window.window_minutes,
            usedPercent: window.used_percent,
            resetsAt: instant(window.reset_at),
            meter: meter === "codex" ? null : meter,
          },
        ]
      : [],
  );
  return { windows: sortedWindows(windows), credits: creditsOf(credits), plan: plan_type ?? null };
}

const usageWindow = z
  .object({ used_percent: told, limit_window_seconds: told, reset_at: told.nullish().catch(null) })
  .nullish()
  .catch(null);
const usageLimit = z
  .object({
    primary_window: usageWindow,
    secondary_window: usageWindow,
    allowed: z.boolean().nullish().catch(null),
    limit_reached: z.boolean().nullish().catch(null),
  })
  .nullish()
  .catch(null);
const unsure = told.nullish().catch(null);
const spendShape = z
  .object({
    reached: z.boolean().nullish().catch(null),
    individual_limit: z
      .object({ limit: unsure, used: unsure, remaining_percent: unsure, reset_at: unsure })
      .nullish()
      .catch(null),
  })
  .nullish()
  .catch(null);
const usageAnswer = z.object({
  plan_type: openText,
  rate_limit: usageLimit,
  additional_rate_limits: z
    .array(
      z.object({
        limit_name: openText,
        metered_feature: openText,
        rate_limit: usageLimit,
      }),
    )
    .nullish()
    .catch(null),
  code_review_rate_limit: usageLimit,
  credits: creditsShape,
  spend_control: spendShape,
});

/** From the answer of GET /wham/usage (codex-backend 2.11). */
export function limitsFromUsage(answer: unknown): ReportedLimits | null {
  const parsed = usageAnswer.safeParse(answer);
  if (!parsed.success) return null;
  const windows: RateWindow[] = [];
  const add = (limit: z.infer<typeof usageLimit>, meter: string | null) => {
    for (const window of [limit?.primary_window, limit?.secondary_window]) {
      if (!window || !isPercent(window.used_percent) || window.limit_window_seconds <= 0) continue;
      windows.push({
        minutes: Math.round(window.limit_window_seconds / 60),
        usedPercent: window.used_percent,
        resetsAt: instant(window.reset_at),
        meter,
      });
    }
  };
  add(parsed.data.rate_limit, null);
  for (const extra of parsed.data.additional_rate_limits ?? []) {
    if (extra.limit_name === reserve.limit || extra.metered_feature === reserve.feature) continue;
    add(extra.rate_limit, extra.limit_name ?? extra.metered_feature ?? "extra");
  }
  add(parsed.data.code_review_rate_limit, "Code review");
  return {
    windows: sortedWindows(windows),
    credits: creditsOf(parsed.data.credits),
    plan: parsed.data.plan_type ?? null,
    spend: spendOf(parsed.data.spend_control),
    ...reachedIn(parsed.data.rate_limit),
  };
}

function reachedIn(limit: z.infer<typeof usageLimit>): Pick<ReportedLimits, "reached"> {
  if (limit?.limit_reached === true || limit?.allowed === false) return { reached: true };
  return limit?.limit_reached === false || limit?.allowed === true ? { reached: false } : {};
}

/** What is outside of 0 to 100 says nothing that could be shown or decided on. */
function isPercent(value: number | null): value is number {
  return value !== null && value >= 0 && value <= 100;
}

function creditsOf(credits: z.infer<typeof creditsShape>): ReportedCredits | null {
  if (!credits) return null;
  return {
    hasCredits: credits.has_credits ?? false,
    unlimited: credits.unlimited ?? false,
    balance: credits.balance === null || credits.balance === undefined ? null : String(credits.balance),
  };
}

/** null where nothing is limited: a control without a limit that was not reached says nothing. */
function spendOf(control: z.infer<typeof spendShape>): ReportedSpend | null {
  const individual = control?.individual_limit;
  if (!control || (!individual && control.reached !== true)) return null;
  return {
    reached: control.reached ?? false,
    limit: individual?.limit ?? null,
    used: individual?.used ?? null,
    remainingPercent: individual?.remaining_percent ?? null,
    resetsAt: instant(individual?.reset_at),
  };
}

function text(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function number(value: string | string[] | undefined): number | null {
  const word = text(value)?.trim();
  return word && Number.isFinite(Number(word)) ? Number(word) : null;
}

/** Epoch seconds to milliseconds; 0 and nothing are no time. */
function instant(seconds: number | null | undefined): number | null {
  return seconds && seconds > 0 && Number.isFinite(seconds * 1000) ? seconds * 1000 : null;
}

function yes(value: string | null): boolean {
  return value === "true" || value === "1" || value === "True";
}
