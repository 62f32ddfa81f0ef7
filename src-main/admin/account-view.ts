/** An account as people see it: identity, health in one word, limits. Never a token. */
import type { AccountHealth, AccountView, ActiveReason } from "../../src-shared/contract/accounts.ts";
import type { FailureKind } from "../../src-shared/failure-kind.ts";
import { maskProxy } from "../platform/proxy-address.ts";
import type { Account } from "../accounts/account.ts";
import type { Cooling, LimitTracker } from "../limits/limit-tracker.ts";

export function accountView(
  account: Account,
  known: ReturnType<LimitTracker["of"]>,
  context: {
    /** The account that requests go to, and why. */
    active: { id: string; reason: ActiveReason } | null;
    cooling: Cooling | null;
    tokenExpiresAt: number | null;
    exportedAt: number | null;
  },
): AccountView {
  const { active, cooling, tokenExpiresAt } = context;
  const health = healthOf(account, cooling, known.lastProblem !== null);
  const isActive = account.id === active?.id;
  return {
    id: account.id,
    kind: account.linked === null ? "own" : "linked",
    label: account.label,
    email: account.email,
    plan: known.plan ?? account.plan,
    workspaceId: account.workspaceId,
    active: isActive,
    activeReason: isActive ? active.reason : null,
    paused: account.paused,
    excludedModels: account.excludedModels,
    proxy: account.proxy === null ? null : maskProxy(account.proxy),
    health,
    healthUntil: health === "limited" || health === "trouble" ? (cooling?.until ?? null) : null,
    lastProblem: known.lastProblem,
    tokenExpiresAt,
    subscriptionUntil: account.subscriptionUntil,
    limits: known.limits,
    credits: known.credits,
    spend: known.spend,
    resets: known.resets,
    addedAt: account.addedAt,
    exportedAt: context.exportedAt,
    lastUsedAt: known.lastUsedAt,
  };
}

const limits = new Set<FailureKind>(["usage-limit", "payment", "rate-limited"]);

function healthOf(account: Account, cooling: Cooling | null, trouble: boolean): AccountHealth {
  if (account.deadSince !== null) return "sign-in-needed";
  if (account.tokens === null) return account.linked === null ? "sealed" : "sign-in-needed";
  if (account.paused) return "paused";
  if (cooling === null) return trouble ? "trouble" : "ok";
  return limits.has(cooling.kind) ? "limited" : "trouble";
}
