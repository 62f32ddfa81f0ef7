/** Hands out access tokens that work: renews them in time, and uses the old one as long as it lives. */
import type { Credentials } from "../../platform/credentials.ts";
import type { Clock } from "../../platform/ports.ts";
import { accessExpiry, type Account, type Tokens } from "../account.ts";
import type { AccountStore } from "../account-store.ts";
import { backOff } from "../pool/back-off.ts";
import { createCodexFollower } from "../codex-login/codex-follower.ts";
import { usable, withLogin, type UsableAccount } from "../login/login-errors.ts";
import { createRenewal, type RenewalOptions } from "./renewal.ts";

/**
 * Milliseconds of life left at which a token is renewed. The Codex CLI does it at five minutes (oauth 1.6); a login
 * that is Codex's own is left to it for longer.
 */
const renewBeforeMs = { own: 5 * 60_000, linked: 2 * 60_000 };

export type TokenKeeper = ReturnType<typeof createTokenKeeper>;

export interface TokenKeeperOptions extends Omit<RenewalOptions, "follower" | "gapMs"> {
  store: AccountStore;
  clock: Clock;
  /** Milliseconds between the renewals of two accounts; none when left out. */
  gapMs?: () => number;
}

export function createTokenKeeper(options: TokenKeeperOptions) {
  const { store, clock } = options;
  const follower = createCodexFollower(store);
  const renewal = createRenewal({ gapMs: () => 0, ...options, follower });
  /** Renewals that failed for a passing reason. */
  const troubles = new Map<string, { failures: number; retryAt: number; error: unknown }>();
  /** Tokens that a renewal brought after the backend had refused the one before. */
  const recoveries = new Map<string, { accessToken: string; at: number; times: number }>();
  const expiries = new WeakMap<Tokens, { at: number | null }>();

  function expiryOf(tokens: Tokens): number | null {
    let known = expiries.get(tokens);
    if (known === undefined) {
      known = { at: accessExpiry(tokens) };
      expiries.set(tokens, known);
    }
    return known.at;
  }

  async function renewInTime(account: UsableAccount, expired: boolean): Promise<void> {
    const { id } = account;
    const trouble = troubles.get(id);
    if (trouble && trouble.retryAt > clock.now()) {
      if (expired) throw trouble.error;
      return;
    }
    try {
      await renewal.renew(id, account.tokens, "proactive_expiry");
      troubles.delete(id);
    } catch (error) {
      const failures = (trouble?.failures ?? 0) + 1;
      troubles.set(id, { failures, retryAt: clock.now() + backOff(failures, expired), error });
      if (expired || store.get(id)?.deadSince) throw error;
    }
  }

  return {
    /** A token good for at least a request. Throws AppError sign_in_needed, accounts_sealed or network. */
    async credentials(id: string): Promise<Credentials> {
      await follower.follow(store.get(id));
      const account = usable(store.get(id), id);
      const expiry = expiryOf(account.tokens);
      const left = expiry === null ? Infinity : expiry - clock.now();
      const bound = account.linked === null ? renewBeforeMs.own : renewBeforeMs.linked;
      if (left <= 0 || (left <= bound && account.tokens.refreshToken !== null)) {
        await renewInTime(account, left <= 0);
      }
      return credentialsOf(usable(store.get(id), id));
    },
    /**
     * After the backend refused `accessToken`: the one that came since, or a renewed one. The same one when renewing
     * cannot help: it was renewed for that a moment ago, or cannot be renewed and has not expired.
     */
    async recover(id: string, accessToken: string): Promise<Credentials> {
      await follower.follow(store.get(id));
      const account = usable(store.get(id), id);
      const { tokens } = account;
      if (tokens.accessToken !== accessToken) return credentialsOf(account);
      const last = recoveries.get(id);
      const again = last?.accessToken === accessToken ? last : null;
      if (again !== null && clock.now() - again.at < backOff(again.times, false))
        return credentialsOf(account);
      if (tokens.refreshToken === null && (expiryOf(tokens) ?? Infinity) > clock.now())
        return credentialsOf(account);
      await renewal.renew(id, tokens, "unauthorized_recovery");
      const renewed = credentialsOf(usable(store.get(id), id));
      recoveries.set(id, {
        accessToken: renewed.accessToken,
        at: clock.now(),
        times: (again?.times ?? 0) + 1,
      });
      return renewed;
    },
    /**
     * Renews the login now, also one that is taken for ended: it lives again unless the issuer refuses it once more.
     * Throws AppError sign_in_needed, accounts_sealed or network.
     */
    async refresh(id: string): Promise<void> {
      await follower.follow(store.get(id));
      const { tokens } = withLogin(store.get(id), id);
      await renewal.renew(id, tokens, "unauthorized_recovery", withLogin);
      troubles.delete(id);
    },
    /** Finishes what a process that ended too early has begun; to be called once, before anything else. */
    finishInterrupted: () => renewal.recover(),
    /** Does something with the logins of these accounts while nobody renews any. */
    alone: renewal.alone,
    /** Resolves when no renewal is under way: one that is cut off would lose the login. */
    settled: () => renewal.settled(),
    /** Epoch milliseconds. */
    expiresAt: (account: Account) => (account.tokens ? expiryOf(account.tokens) : null),
  };
}

function credentialsOf(account: UsableAccount): Credentials {
  return {
    accountId: account.id,
    workspaceId: account.workspaceId,
    accessToken: account.tokens.accessToken,
    fedramp: account.fedramp,
  };
}
