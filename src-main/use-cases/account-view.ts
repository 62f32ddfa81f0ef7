/** An account as people see it: identity, health in one word, limits. Never a token. */
import type { AccountHealth, AccountView, ActiveReason } from "../../src-shared/contract/accounts.ts";
import type { Standing } from "../../src-shared/standing.ts";
import { maskProxy } from "../network/proxy-address.ts";
import type { Account } from "../accounts/account.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";

export function accountView(
  account: Account,
  known: ReturnType<LimitTracker["of"]>,
  context: {
    /** The account that requests go to, and why. */
    active: { id: string; reason: ActiveReason } | null;
    standing: Standing;
    tokenExpiresAt: number | null;
    exportedAt: number | null;
  },
): AccountView {
  const { active, standing, tokenExpiresAt } = context;
  const health = healthOf(standing, known.lastProblem !== null);
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
    healthUntil: untilOf(standing, known),
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

function untilOf(standing: Standing, { cooling, rest }: ReturnType<LimitTracker["of"]>): number | null {
  if (standing === "limited") return cooling?.resetsAt ?? null;
  return standing === "resting" ? (rest?.until ?? null) : null;
}

function healthOf(standing: Standing, trouble: boolean): AccountHealth {
  switch (standing) {
    case "dead":
      return "sign-in-needed";
    case "resting":
      return "trouble";
    case "ok":
    case "excluded":
      return trouble ? "trouble" : "ok";
    case "sealed":
    case "paused":
    case "limited":
      return standing;
  }
}
