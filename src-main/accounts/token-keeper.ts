/**
 * Hands out access tokens that work. A refresh token is redeemed once: one refresh at a time per account, one
 * account at a time for all (sibling logins refreshed together get revoked together), and the successor is on
 * disk before anybody uses it.
 */
import { AppError } from "../platform/app-error.ts";
import type { Credentials } from "../platform/credentials.ts";
import type { Clock } from "../platform/ports.ts";
import {
  accessExpiry,
  accountName,
  loginFromTokens,
  type Account,
  type Login,
  type Tokens,
} from "./account.ts";
import type { AccountStore } from "./account-store.ts";
import type { RefreshResult } from "./issuer.ts";

/** The Codex CLI renews when five minutes or less are left (oauth 1.6). */
const renewBeforeMs = 5 * 60_000;
/** After a failed refresh the old token is used as long as it lasts before the next try. */
const retryAfterMs = 30_000;

export type RefreshReason = "proactive_expiry" | "unauthorized_recovery";

export type TokenKeeper = ReturnType<typeof createTokenKeeper>;

export function createTokenKeeper(options: {
  store: AccountStore;
  clock: Clock;
  refresh: (tokens: Tokens, reason: RefreshReason) => Promise<RefreshResult>;
}) {
  const { store, clock } = options;
  const underWay = new Map<string, Promise<void>>();
  const retryAt = new Map<string, number>();
  /** Renewed and not on disk yet, because writing failed: the old token is spent, so nothing else is left. */
  const unsaved = new Map<string, { redeemed: Tokens; tokens: Tokens }>();
  const expiries = new WeakMap<Tokens, { at: number | null }>();
  let lane: Promise<void> = Promise.resolve();

  function expiryOf(tokens: Tokens): number | null {
    let known = expiries.get(tokens);
    if (known === undefined) {
      known = { at: accessExpiry(tokens) };
      expiries.set(tokens, known);
    }
    return known.at;
  }

  function renew(id: string, reason: RefreshReason): Promise<void> {
    const running = underWay.get(id);
    if (running) return running;
    const turn = lane.then(() => redeem(id, reason)).finally(() => underWay.delete(id));
    underWay.set(id, turn);
    lane = turn.catch(() => {});
    return turn;
  }

  async function redeem(id: string, reason: RefreshReason): Promise<void> {
    const account = usable(store.get(id), id);
    const redeemed = account.tokens;
    if (unsaved.get(id)?.redeemed.refreshToken === redeemed.refreshToken) return keep(account);
    if (redeemed.refreshToken === null) {
      await store.markDead(id, clock.now(), redeemed);
      throw signInNeeded(account);
    }
    const result = await options.refresh(redeemed, reason);
    if (result.kind === "renewed") {
      unsaved.set(id, { redeemed, tokens: result.tokens });
      await keep(account);
    } else if (result.kind === "dead") {
      await store.markDead(id, clock.now(), redeemed);
      if (usable(store.get(id), id).tokens === redeemed) throw signInNeeded(account);
    } else {
      retryAt.set(id, clock.now() + retryAfterMs);
      throw new AppError(
        "network",
        `The login of ${accountName(account)} could not be renewed (${result.detail}).`,
        "It is tried again by itself; check the internet connection and the proxy setting.",
      );
    }
  }

  async function keep(account: Account): Promise<void> {
    const renewed = unsaved.get(account.id);
    if (!renewed) return;
    const login = loginFromTokens(renewed.tokens, account.workspaceId);
    await store.putTokens(account.id, renewed.redeemed, {
      tokens: renewed.tokens,
      ...(login === null ? {} : told(login)),
    });
    unsaved.delete(account.id);
    retryAt.delete(account.id);
  }

  return {
    /** A token good for at least a request. Throws AppError sign_in_needed, accounts_sealed or network. */
    async credentials(id: string): Promise<Credentials> {
      let account = usable(store.get(id), id);
      const expiry = expiryOf(account.tokens);
      const left = expiry === null ? Infinity : expiry - clock.now();
      const expired = left <= 0;
      const renewable = account.tokens.refreshToken !== null;
      if (expired || (left <= renewBeforeMs && renewable)) {
        if (expired || (retryAt.get(id) ?? 0) <= clock.now()) {
          try {
            await renew(id, "proactive_expiry");
          } catch (error) {
            if (expired || store.get(id)?.deadSince) throw error;
          }
          account = usable(store.get(id), id);
        }
      }
      return credentialsOf(account);
    },
    /** After the backend refused `accessToken`: the one that came since, or a renewed one. */
    async recover(id: string, accessToken: string): Promise<Credentials> {
      const account = usable(store.get(id), id);
      if (account.tokens.accessToken === accessToken) await renew(id, "unauthorized_recovery");
      return credentialsOf(usable(store.get(id), id));
    },
    /** Resolves when no renewal is under way: one that is cut off would lose the login. */
    settled: () => lane,
    /** Epoch milliseconds. */
    expiresAt: (account: Account) => (account.tokens ? expiryOf(account.tokens) : null),
  };
}

// What the tokens do not say stays as it was.
function told(login: Login): Partial<Login> {
  const { plan, email, subscriptionUntil } = login;
  return {
    ...(plan === null ? {} : { plan }),
    ...(email === null ? {} : { email }),
    ...(subscriptionUntil === null ? {} : { subscriptionUntil }),
  };
}

function usable(account: Account | null, id: string): Account & { tokens: Tokens } {
  if (account === null) throw new AppError("account_not_found", `There is no account ${id}.`);
  if (account.deadSince !== null) throw signInNeeded(account);
  if (account.tokens === null && account.linked !== null) throw codexSignedOut(account);
  if (account.tokens === null) {
    throw new AppError(
      "accounts_sealed",
      `The login of ${accountName(account)} is sealed by this computer's keychain and cannot be opened here.`,
      "Unlock the keychain and start the Switchyard app, or sign in again.",
    );
  }
  return account as Account & { tokens: Tokens };
}

function credentialsOf(account: Account & { tokens: Tokens }): Credentials {
  return {
    accountId: account.id,
    workspaceId: account.workspaceId,
    accessToken: account.tokens.accessToken,
    fedramp: account.fedramp,
  };
}

function codexSignedOut(account: Account): AppError {
  return new AppError(
    "sign_in_needed",
    `Codex on this computer is not signed in to ${accountName(account)} any more.`,
    "Sign in to Codex again (`codex login`), or sign in to Switchyard itself.",
  );
}

function signInNeeded(account: Account): AppError {
  return new AppError(
    "sign_in_needed",
    `The login of ${accountName(account)} has ended.`,
    "Sign in again: in the window under Accounts, or with `switchyard login`.",
  );
}
