import type { SlotPool } from "../accounts/pool/slot-pool.ts";
import type { TokenKeeper } from "../accounts/renewal/token-keeper.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";

export interface RefreshPorts {
  tokens: Pick<TokenKeeper, "refresh">;
  limits: Pick<LimitTracker, "rested">;
  pool: Pick<SlotPool, "fine">;
  readLimits: (id: string) => Promise<void>;
}

/** Renews the login, lets the account serve again and reads its limits. Throws AppError. */
export async function refreshAccount(
  { tokens, limits, pool, readLimits }: RefreshPorts,
  id: string,
): Promise<void> {
  await tokens.refresh(id);
  limits.rested(id);
  pool.fine(id);
  await readLimits(id);
}
