import type { ImportFile, ImportResult } from "../../src-shared/contract/accounts.ts";
import { importFiles } from "../accounts/account-actions.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { SlotPool } from "../accounts/pool/slot-pool.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";

export interface ImportPorts {
  store: AccountStore;
  limits: Pick<LimitTracker, "fine">;
  pool: Pick<SlotPool, "fine">;
  /** Begins to read limits that were never read. */
  readNew: () => void;
  now: () => number;
}

/** Takes over logins from files. Throws AppError `import_changed` when `fingerprint` is that of another preview. */
export async function importLogins(
  { store, limits, pool, readNew, now }: ImportPorts,
  input: { files: readonly ImportFile[]; fingerprint?: string | undefined },
): Promise<ImportResult> {
  const result = await importFiles(store, input, now());
  for (const id of [...result.added, ...result.renewed]) {
    limits.fine(id);
    pool.fine(id);
  }
  readNew();
  return result;
}
