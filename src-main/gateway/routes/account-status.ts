/** An account as scripts read it at GET /v1/status: plain names, times as epoch seconds and in local words. Pure. */
import type { LimitSource, RateWindow } from "../../../src-shared/contract/accounts.ts";
import { blockOf, type Standing } from "../../../src-shared/standing.ts";
import { localIsoTime } from "../../../src-shared/told-time.ts";
import { staleSince } from "../../../src-shared/limits/stale.ts";
import { windowName } from "../../../src-shared/limits/window-name.ts";
import { accountName, type Account } from "../../accounts/account.ts";
import { readClaims } from "../../accounts/login/token-claims.ts";
import type { LimitTracker } from "../../limits/limit-tracker.ts";

export interface AccountFacts {
  account: Account;
  known: ReturnType<LimitTracker["of"]>;
  standing: Standing;
  active: boolean;
  /** Epoch milliseconds. */
  tokenExpiresAt: number | null;
  now: number;
}

export interface AccountStatus {
  id: string;
  account_id: string;
  active: boolean;
  available: boolean;
  name: string | null;
  email: string | null;
  structure: "personal" | "workspace";
  plan: string | null;
  has_active_subscription: boolean | null;
  subscription_remaining_seconds: number | null;
  subscription: { active_until: number; active_until_local: string } | null;
  token: { expires_at: number; expires_at_local: string; remaining_seconds: number } | null;
  credits_balance: string | null;
  credits: { has_credits: boolean; unlimited: boolean; balance: string | null; read_at: number } | null;
  /** What the workspace lets this person spend. */
  spend_control: SpendStatus | null;
  /** Credits that start the windows anew. */
  reset_credits: { available: number; next_expires_at: number | null; read_at: number } | null;
  rate_limits: RateLimitStatus[];
  /** When the limits were told, epoch seconds. */
  rate_limits_read_at: number | null;
  rate_limits_source: LimitSource | null;
  warnings: string[];
}

interface SpendStatus {
  reached: boolean;
  limit: number | null;
  used: number | null;
  remaining_percent: number | null;
  reset_at: number | null;
  read_at: number;
}

interface RateLimitStatus {
  name: string;
  /** "5h", "weekly", "monthly", "3d". */
  window: string;
  remaining_percent: number;
  reset_at: number | null;
  reset_at_local: string | null;
  reset_in_seconds: number | null;
}

export function accountStatus(facts: AccountFacts): AccountStatus {
  const { account, known, standing, active, tokenExpiresAt, now } = facts;
  const plan = known.plan ?? account.plan;
  const { limits, credits, spend, resets } = known;
  const until = account.subscriptionUntil;
  return {
    id: account.id,
    account_id: account.workspaceId,
    active,
    available: blockOf(standing) === null,
    name: account.tokens?.idToken ? (readClaims(account.tokens.idToken)?.name ?? null) : null,
    email: account.email,
    structure: isWorkspace(plan) ? "workspace" : "personal",
    plan,
    has_active_subscription: until === null ? null : until > now,
    subscription_remaining_seconds: until === null ? null : Math.max(0, seconds(until - now)),
    subscription: until === null ? null : { active_until: seconds(until), active_until_local: local(until) },
    token:
      tokenExpiresAt === null
        ? null
        : {
            expires_at: seconds(tokenExpiresAt),
            expires_at_local: local(tokenExpiresAt),
            remaining_seconds: Math.max(0, seconds(tokenExpiresAt - now)),
          },
    credits_balance: credits?.balance ?? null,
    credits: credits && {
      has_credits: credits.hasCredits,
      unlimited: credits.unlimited,
      balance: credits.balance,
      read_at: seconds(credits.readAt),
    },
    spend_control: spend && {
      reached: spend.reached,
      limit: spend.limit,
      used: spend.used,
      remaining_percent: spend.remainingPercent,
      reset_at: spend.resetsAt === null ? null : seconds(spend.resetsAt),
      read_at: seconds(spend.readAt),
    },
    reset_credits: resets && {
      available: resets.available,
      next_expires_at: resets.expiresAt[0] === undefined ? null : seconds(resets.expiresAt[0]),
      read_at: seconds(resets.readAt),
    },
    rate_limits: (limits?.windows ?? []).map((window) => rateLimit(window, now)),
    rate_limits_read_at: limits === null ? null : seconds(limits.readAt),
    rate_limits_source: limits?.source ?? null,
    warnings: warningsOf(facts),
  };
}

function rateLimit({ minutes, meter, usedPercent, resetsAt }: RateWindow, now: number): RateLimitStatus {
  // A window whose time has passed has begun anew, and nobody has told how much of it is used.
  const over = resetsAt !== null && resetsAt <= now;
  return {
    name: meter === null ? windowName(minutes) : `${meter} ${windowName(minutes)}`,
    window: windowCode(minutes),
    remaining_percent: over ? 100 : Math.max(0, Math.round((100 - usedPercent) * 100) / 100),
    reset_at: resetsAt === null || over ? null : seconds(resetsAt),
    reset_at_local: resetsAt === null || over ? null : local(resetsAt),
    reset_in_seconds: resetsAt === null || over ? null : seconds(resetsAt - now),
  };
}

function windowCode(minutes: number): string {
  const name = windowName(minutes);
  return name === "Week" ? "weekly" : name === "Month" ? "monthly" : name.replace(" ", "");
}

function warningsOf({ account, known, standing, now }: AccountFacts): string[] {
  const name = accountName(account);
  const warnings: string[] = [];
  if (standing === "dead") warnings.push(`${name} needs a new sign-in.`);
  if (standing === "sealed") warnings.push(`The login of ${name} is sealed by the keychain.`);
  if (standing === "paused") warnings.push(`${name} is paused.`);
  if (standing === "limited" && known.cooling)
    warnings.push(`${name} has reached its limit, which resets at ${local(known.cooling.resetsAt)}.`);
  if (standing === "resting" && known.rest)
    warnings.push(`${name} had trouble and comes last until ${local(known.rest.until)}.`);
  for (const { minutes, meter, usedPercent, resetsAt } of known.limits?.windows ?? []) {
    if (usedPercent < 90 || (resetsAt ?? Infinity) <= now) continue;
    const left = Math.max(0, Math.round(100 - usedPercent));
    warnings.push(
      `${name} has ${left} % left of its ${meter ? `${meter} ` : ""}${windowName(minutes)} limit.`,
    );
  }
  if (known.spend?.reached) warnings.push(`${name} has reached the spending limit of its workspace.`);
  const stale = known.limits && staleSince(known.limits, now);
  if (stale) warnings.push(`The limits of ${name} were last told at ${local(stale)}.`);
  if (known.lastProblem) warnings.push(known.lastProblem.message);
  return warnings;
}

function isWorkspace(plan: string | null): boolean {
  return plan !== null && /team|business|enterprise|edu|workspace|hc|k12|quorum/i.test(plan);
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function local(time: number): string {
  return localIsoTime(time);
}
