import type { AccountView } from "../../src-shared/contract/accounts.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { SlotPool } from "../accounts/pool/slot-pool.ts";
import type { TokenKeeper } from "../accounts/renewal/token-keeper.ts";
import type { ExportRecordStore } from "../accounts/transfer/export-record.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";
import { accountView } from "./account-view.ts";

export interface AccountSources {
  store: Pick<AccountStore, "all">;
  limits: Pick<LimitTracker, "of">;
  pool: Pick<SlotPool, "active" | "standing">;
  tokens: Pick<TokenKeeper, "expiresAt">;
  exports: Pick<ExportRecordStore, "lastOf">;
}

/** All accounts as people see them, in the order of the store. */
export function listAccounts({ store, limits, pool, tokens, exports }: AccountSources): AccountView[] {
  const active = pool.active();
  return store.all().map((account) =>
    accountView(account, limits.of(account.id), {
      active,
      standing: pool.standing(account.id),
      tokenExpiresAt: tokens.expiresAt(account),
      exportedAt: exports.lastOf(account.id),
    }),
  );
}
