/** An account as people see it: identity, health in one word, limits. Never a token. */
import type { AccountHealth, AccountView } from "../../src-shared/contract/accounts.ts";
import type { Account } from "../accounts/account.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";

export function accountView(
  account: Account,
  known: ReturnType<LimitTracker["of"]>,
  context: { activeId: string | null; tokenExpiresAt: number | null; now: number },
): AccountView {
  const cooling = known.coolingUntil !== null && known.coolingUntil > context.now ? known.coolingUntil : null;
  const health = healthOf(account, cooling !== null, known.lastProblem !== null);
  return {
    id: account.id,
    label: account.label,
    email: account.email,
    plan: known.plan ?? account.plan,
    workspaceId: account.workspaceId,
    active: account.id === context.activeId,
    paused: account.paused,
    health,
    healthUntil: health === "limited" ? cooling : null,
    lastProblem: known.lastProblem,
    tokenExpiresAt: context.tokenExpiresAt,
    subscriptionUntil: account.subscriptionUntil,
    limits: known.limits,
    credits: known.credits,
    addedAt: account.addedAt,
    lastUsedAt: known.lastUsedAt,
  };
}

function healthOf(account: Account, cooling: boolean, trouble: boolean): AccountHealth {
  if (account.deadSince !== null) return "sign-in-needed";
  if (account.tokens === null) return "sealed";
  if (account.paused) return "paused";
  if (cooling) return "limited";
  return trouble ? "trouble" : "ok";
}
