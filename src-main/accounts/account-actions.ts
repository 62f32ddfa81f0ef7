/** What a person does with accounts: import and remove. */
import type { ImportResult } from "../../src-shared/contract/accounts.ts";
import { AppError } from "../platform/app-error.ts";
import type { AccountStore } from "./account-store.ts";
import { accessExpiry, type Account, type Login, type Tokens } from "./account.ts";
import { readCodexLogin } from "./codex-login.ts";
import { findLogins } from "./import-credentials.ts";

export async function importLogins(
  store: AccountStore,
  file: { name: string; text: string },
  now: number,
): Promise<ImportResult> {
  const found = findLogins(file.name, file.text, now);
  const result: ImportResult = {
    added: [],
    renewed: [],
    skipped: found.skipped.map(({ name, problem }) => ({ name, problem: problem.problem })),
  };
  for (const login of found.logins) {
    if (isOlder(store, login)) {
      result.skipped.push({ name: login.email ?? login.userId, problem: older.problem });
      continue;
    }
    const { id, renewed } = await store.putLogin(login);
    result[renewed ? "renewed" : "added"].push(id);
  }
  return result;
}

// A copy that lay around holds a refresh token that is spent: it would end a login that works.
function isOlder(store: AccountStore, login: Login): boolean {
  const known = store.find(login);
  if (!known?.tokens || known.deadSince !== null) return false;
  return (accessExpiry(login.tokens) ?? Infinity) < (accessExpiry(known.tokens) ?? 0);
}

const older = new AppError(
  "import_unreadable",
  "Switchyard has a newer login of this account.",
  "Nothing was changed; remove the account first to use this login all the same.",
);

/** Follows the login of a Codex home. Resolves with the account's id; throws AppError when there is none to follow. */
export async function linkCodex(store: AccountStore, codexHome: string): Promise<string> {
  return store.putLinked(await readCodexLogin(codexHome), codexHome);
}

/** A linked login is let go, never revoked: it is Codex' own. */
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
