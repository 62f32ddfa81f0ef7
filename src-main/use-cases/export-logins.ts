/** Logins leave this computer's keeping: each export is on record before it is handed out. */
import type { AccountsExport, ExportedBy } from "../../src-shared/contract/accounts.ts";
import { requireAccount } from "../accounts/account-actions.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import { exportFileName, exportLogins } from "../accounts/transfer/export-logins.ts";
import type { ExportRecordStore } from "../accounts/transfer/export-record.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";

export interface ExportPorts {
  store: AccountStore;
  record: Pick<ExportRecordStore, "add">;
  now: () => number;
}

/** The file's text. Throws AppError for an account that is not there, and what the disk says of the record. */
export async function handOutLogins(
  { store, record, now }: ExportPorts,
  ids: readonly string[],
  by: ExportedBy,
): Promise<AccountsExport> {
  const made = exportLogins(
    ids.map((id) => requireAccount(store, id)),
    now(),
  );
  if (made.exported.length > 0) await record.add({ at: now(), by, accounts: made.exported });
  return made;
}

/** Into a file that the person chooses; `path` is null when they chose none, or nothing can be exported. */
export async function exportLoginsToFile(
  ports: ExportPorts & { chooseFile: (suggestedName: string) => Promise<string | null> },
  ids: readonly string[],
): Promise<Pick<AccountsExport, "exported" | "skipped"> & { path: string | null }> {
  const accounts = ids.map((id) => requireAccount(ports.store, id));
  const chosen = await ports.chooseFile(exportFileName(ports.now()));
  if (chosen === null) {
    const { exported, skipped } = exportLogins(accounts, ports.now());
    return { exported, skipped, path: null };
  }
  const { text, exported, skipped } = await handOutLogins(ports, ids, "window");
  if (exported.length === 0) return { exported, skipped, path: null };
  await writeFileAtomic(chosen, text);
  return { exported, skipped, path: chosen };
}
