import type { AccountStore } from "../accounts/account-store.ts";
import type { Tokens } from "../accounts/account.ts";
import { requireAccount } from "../accounts/account-actions.ts";
import type { SlotPool } from "../accounts/pool/slot-pool.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";

export interface RemovePorts {
  store: Pick<AccountStore, "get" | "remove">;
  limits: Pick<LimitTracker, "forget">;
  pool: Pick<SlotPool, "forget">;
  /** The sign-in service by the account's own proxy: asked for before the account is gone. */
  revokerOf: (id: string) => (tokens: Tokens) => Promise<void>;
}

/** Forgets the account and ends its login. A linked login is let go, never revoked: it is Codex's own. Throws AppError. */
export async function removeAccount(
  { store, limits, pool, revokerOf }: RemovePorts,
  id: string,
): Promise<void> {
  const { tokens, linked } = requireAccount(store, id);
  const revoke = revokerOf(id);
  await store.remove(id);
  if (tokens && linked === null) await revoke(tokens);
  limits.forget(id);
  pool.forget(id);
}
