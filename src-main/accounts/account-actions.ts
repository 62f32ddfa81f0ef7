/** What a person does with accounts: import and remove. */
import type { ImportFile, ImportPreview, ImportResult } from "../../src-shared/contract/accounts.ts";
import { AppError } from "../platform/app-error.ts";
import type { AccountStore } from "./account-store.ts";
import type { Account, Tokens } from "./account.ts";
import { readCodexLogin } from "./codex-login/codex-login.ts";
import { findLogins } from "./transfer/import-credentials.ts";
import { planImport } from "./transfer/import-plan.ts";

/** What `importFiles` would do now. Writes nothing. */
export function previewImport(store: AccountStore, files: readonly ImportFile[], now: number): ImportPreview {
  const { entries, fingerprint } = planImport(findLogins(files, now), store.all());
  return { entries, fingerprint };
}

/**
 * Takes over what is new, all of it in one write. With the fingerprint of a preview it does just what was previewed:
 * throws AppError `import_changed` when that is not what would happen any more.
 */
export async function importFiles(
  store: AccountStore,
  { files, fingerprint }: { files: readonly ImportFile[]; fingerprint?: string | undefined },
  now: number,
): Promise<ImportResult> {
  const found = findLogins(files, now);
  let skipped: ImportResult["skipped"] = [];
  const put = await store.putLogins((accounts) => {
    const plan = planImport(found, accounts);
    if (fingerprint !== undefined && fingerprint !== plan.fingerprint) throw changed();
    skipped = plan.entries.flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }]));
    return plan.put;
  });
  const ids = (renewed: boolean) => put.flatMap((each) => (each.renewed === renewed ? [each.id] : []));
  return { added: ids(false), renewed: ids(true), skipped };
}

function changed(): AppError {
  return new AppError(
    "import_changed",
    "The accounts changed after the preview, and the import would do something else now.",
    "Nothing was imported. Look at the preview again.",
  );
}

/** Follows the login of a Codex home. Resolves with the account's id; throws AppError when there is none to follow. */
export async function linkCodex(store: AccountStore, codexHome: string): Promise<string> {
  return store.putLinked(await readCodexLogin(codexHome), codexHome);
}

/** A linked login is let go, never revoked: it is Codex's own. */
export async function removeAccount(
  store: AccountStore,
  id: string,
  revoke: (tokens: Tokens) => Promise<void>,
): Promise<void> {
  const account = requireAccount(store, id);
  await store.remove(id);
  if (account.tokens && account.linked === null) await revoke(account.tokens);
}

export function requireAccount(store: AccountStore, id: string): Account {
  const account = store.get(id);
  if (account) return account;
  throw new AppError(
    "account_not_found",
    `There is no account ${id}.`,
    "`switchyard accounts list` shows all of them.",
  );
}
