/** What a person is told when a login cannot be used. */
import { AppError } from "../../platform/app-error.ts";
import { accountName, type Account, type Tokens } from "../account.ts";

export type UsableAccount = Account & { tokens: Tokens };

/** Throws AppError account_not_found, sign_in_needed or accounts_sealed. */
export function usable(account: Account | null, id: string): UsableAccount {
  if (account !== null && account.deadSince !== null) throw signInNeeded(account);
  return withLogin(account, id);
}

/** As `usable`, also of a login that is taken for ended. */
export function withLogin(account: Account | null, id: string): UsableAccount {
  if (account === null) throw new AppError("account_not_found", `There is no account ${id}.`);
  if (account.tokens === null && account.linked !== null) throw codexSignedOut(account);
  if (account.tokens === null) {
    throw new AppError(
      "accounts_sealed",
      `The login of ${accountName(account)} is sealed by this computer's keychain and cannot be opened here.`,
      "Unlock the keychain and start the Switchyard app, or sign in again.",
    );
  }
  return account as UsableAccount;
}

export function signInNeeded(account: Account): AppError {
  return new AppError(
    "sign_in_needed",
    `The login of ${accountName(account)} has ended.`,
    account.linked === null
      ? "Sign in again: in the window under Accounts, or with `switchyard login`."
      : "Sign in to Codex again (`codex login`), or sign in to Switchyard itself.",
  );
}

function codexSignedOut(account: Account): AppError {
  return new AppError(
    "sign_in_needed",
    `Codex on this computer is not signed in to ${accountName(account)} any more.`,
    "Sign in to Codex again (`codex login`), or sign in to Switchyard itself.",
  );
}

export function codexMustRenew(account: Account): AppError {
  return new AppError(
    "sign_in_needed",
    `The login of ${accountName(account)} is Codex's own, and only Codex can renew it on this computer.`,
    "Start Codex once: it renews its login by itself.",
  );
}

export function noRefreshToken(account: Account): AppError {
  return new AppError(
    "sign_in_needed",
    `The login of ${accountName(account)} came without a refresh token: it serves until it expires and cannot be renewed.`,
    "Sign in again: in the window under Accounts, or with `switchyard login`.",
  );
}

export function notRenewed(account: Account, detail: string): AppError {
  return new AppError(
    "network",
    `The login of ${accountName(account)} could not be renewed (${detail}).`,
    "It is tried again by itself; check the internet connection and the proxy setting.",
  );
}

export function laneBusy(): AppError {
  return new AppError(
    "network",
    "Another process of Switchyard takes too long with renewing logins.",
    "It is tried again by itself; quit other copies of Switchyard that use this data folder.",
  );
}
