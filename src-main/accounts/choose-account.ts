import type { Account } from "./account.ts";

/**
 * The accounts a request may go to, best first: the active one, then the others in their order. Paused, dead,
 * sealed and cooling accounts are left out.
 */
export function candidates(
  accounts: readonly Account[],
  activeId: string | null,
  coolingUntil: (id: string) => number | null,
  now: number,
): Account[] {
  const able = accounts.filter(
    (account) =>
      !account.paused &&
      account.deadSince === null &&
      account.tokens !== null &&
      (coolingUntil(account.id) ?? 0) <= now,
  );
  return able.sort((a, b) => Number(b.id === activeId) - Number(a.id === activeId));
}
