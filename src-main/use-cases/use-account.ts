import type { AccountStore } from "../accounts/account-store.ts";
import type { SlotPool } from "../accounts/pool/slot-pool.ts";
import type { LimitCheck } from "../limits/limit-check.ts";

export interface UsePorts {
  store: Pick<AccountStore, "setActive">;
  pool: Pick<SlotPool, "use" | "standing">;
  checkLimits: LimitCheck;
}

/** Requests go to this account from now on. */
export async function useAccount({ store, pool, checkLimits }: UsePorts, id: string): Promise<void> {
  await store.setActive(id);
  pool.use(id);
  // Whoever chooses an account that is used up may have paid for more.
  if (pool.standing(id) === "limited") void checkLimits([id], "always");
}
