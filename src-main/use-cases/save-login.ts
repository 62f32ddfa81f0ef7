import type { Login } from "../accounts/account.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { SlotPool } from "../accounts/pool/slot-pool.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";

export interface LoginPorts {
  store: Pick<AccountStore, "putLogin">;
  limits: Pick<LimitTracker, "fine">;
  pool: Pick<SlotPool, "fine">;
  /** Begins to read the limits and the models; nobody waits for it. */
  readInBackground: (id: string) => void;
}

/** Keeps the login of a finished sign-in: what was held against the account before counts no more. */
export async function saveLogin(
  { store, limits, pool, readInBackground }: LoginPorts,
  login: Login,
  label: string | undefined,
): Promise<{ id: string; renewed: boolean }> {
  const saved = await store.putLogin(login, label);
  limits.fine(saved.id);
  pool.fine(saved.id);
  readInBackground(saved.id);
  return saved;
}
