/**
 * Renews logins. A refresh token is redeemed once: one account at a time in this process (sibling logins refreshed
 * together get revoked together), one process at a time for the data folder, and the successor is on disk before
 * anybody uses it.
 */
import path from "node:path";
import { rm } from "node:fs/promises";
import type { Clock } from "../../platform/ports.ts";
import { takeFlock, type Flock } from "../../platform/locks/flock.ts";
import { waitForLock } from "../../platform/locks/wait-for-lock.ts";
import { accessExpiry, loginFromTokens, type Login, type Tokens } from "../account.ts";
import type { AccountStore } from "../account-store.ts";
import { writeCodexLogin } from "../codex-login/codex-login.ts";
import type { CodexFollower } from "../codex-login/codex-follower.ts";
import type { RefreshResult } from "../login/issuer.ts";
import {
  codexMustRenew,
  laneBusy,
  noRefreshToken,
  notRenewed,
  signInNeeded,
  usable,
  type UsableAccount,
} from "../login/login-errors.ts";
import { openPage, readPage } from "./renewal-journal.ts";
import { createSerial } from "../../platform/serial.ts";

export type RefreshReason = "proactive_expiry" | "unauthorized_recovery";

/** `usable`, or `withLogin` for a login that is taken for ended and shall be tried all the same. */
type Check = typeof usable;

export interface RenewalOptions {
  store: AccountStore;
  follower: CodexFollower;
  clock: Clock;
  refresh: (tokens: Tokens, reason: RefreshReason, id: string) => Promise<RefreshResult>;
  /** Where locks and journal lie. */
  folder: string;
  /** Milliseconds between the renewals of two accounts. */
  gapMs: () => number;
  /** Logins on their way between here and Codex's file: nobody is renewed while one is in two places. */
  handover?: { interrupted(): Promise<boolean>; finish(): Promise<void> };
}

/** Milliseconds of real time: another process may have several accounts to renew. */
const patienceMs = { lane: 120_000, codex: 30_000 };

export function createRenewal({ store, follower, clock, refresh, folder, gapMs, handover }: RenewalOptions) {
  const underWay = new Map<string, Promise<void>>();
  /** Renewed and nowhere on disk, because nothing could be written: the old token is spent. */
  const unsaved = new Map<string, { redeemed: Tokens; tokens: Tokens }>();
  const lane = createSerial();
  let last: { id: string; at: number } | null = null;

  const pageOf = (id: string) => path.join(folder, `renewal-${id}.json`);

  function inLane(id: string, work: () => Promise<void>): Promise<void> {
    const turn = lane.run(work).finally(() => underWay.delete(id));
    underWay.set(id, turn);
    return turn;
  }

  async function locked<T>(ids: string[], work: () => Promise<T>): Promise<T> {
    const lock = await waitForLock(path.join(folder, "renewal.lock"), patienceMs.lane);
    if (lock === null) throw laneBusy();
    try {
      await store.adopt();
      await handover?.finish();
      for (const id of ids) await finish(id);
      return await work();
    } finally {
      await lock.release();
    }
  }

  /** Puts what a process that ended too early had got for this account where it belongs. */
  async function finish(id: string): Promise<void> {
    const left = await readPage(pageOf(id), store.seal);
    if (left === null) return;
    const account = store.get(id);
    if (account !== null) await follower.follow(account, true);
    const tokens = store.get(id)?.tokens ?? null;
    if (tokens !== null && left.replaces(tokens)) {
      if (left.tokens === null) return;
      await keep(id, tokens, left.tokens);
    }
    if (account === null || tokens !== null) await rm(pageOf(id), { force: true });
  }

  async function renewOwn(id: string, held: Tokens, reason: RefreshReason, check: Check): Promise<void> {
    const account = check(store.get(id), id);
    // Another process, or Codex, was quicker.
    if (account.tokens.accessToken !== held.accessToken) return;
    const { tokens } = account;
    const lost = unsaved.get(id);
    if (lost && lost.redeemed.refreshToken === tokens.refreshToken) {
      await keep(id, tokens, lost.tokens);
      unsaved.delete(id);
      return;
    }
    if (tokens.refreshToken === null) {
      // While it lives the backend may take it again.
      if ((accessExpiry(tokens) ?? Infinity) > clock.now()) throw noRefreshToken(account);
      await store.markDead(id, clock.now(), tokens);
      throw signInNeeded(account);
    }
    await pause(id);
    const page = await openPage(pageOf(id), store.seal);
    const result = await refresh(tokens, reason, id).catch(async (error: unknown) => {
      await page.done();
      throw error;
    });
    last = { id, at: clock.now() };
    if (result.kind === "renewed") {
      unsaved.set(id, { redeemed: tokens, tokens: result.tokens });
      const written = await page.write(id, tokens, result.tokens).then(
        () => true,
        () => false,
      );
      if (written) unsaved.delete(id);
      try {
        await keep(id, tokens, result.tokens);
        unsaved.delete(id);
      } catch (error) {
        await page.leave();
        throw error;
      }
      await page.done();
      return;
    }
    await page.done();
    if (result.kind === "trouble") throw notRenewed(account, result.detail);
    await ended(account);
  }

  /** The issuer will never take this refresh token again; somebody else may have its successor. */
  async function ended(account: UsableAccount): Promise<void> {
    await store.adopt();
    await follower.follow(account, true);
    await store.markDead(account.id, clock.now(), account.tokens);
    usable(store.get(account.id), account.id);
  }

  async function renewLinked(id: string, held: Tokens, reason: RefreshReason, check: Check): Promise<void> {
    const account = check(store.get(id), id);
    const home = account.linked?.codexHome ?? "";
    // As Codex does it: this lock over the renewal, another one over the writing (oauth 1.6).
    const lock = await takeFlock(path.join(home, "auth.lock"), patienceMs.codex);
    if (lock === "unavailable") throw codexMustRenew(account);
    if (lock === null) throw notRenewed(account, "Codex itself takes too long with it");
    try {
      await follower.follow(account, true);
      await renewOwn(id, held, reason, check);
    } finally {
      await lock.release();
    }
  }

  async function keep(id: string, redeemed: Tokens, tokens: Tokens): Promise<void> {
    const account = store.get(id);
    if (account === null) return;
    if (account.linked !== null) {
      const { codexHome } = account.linked;
      const lock = await takeFlock(path.join(codexHome, "auth.json.lock"), patienceMs.codex);
      try {
        await writeCodexLogin(codexHome, redeemed, tokens);
      } finally {
        if (isHeld(lock)) await lock.release();
      }
      await follower.follow(account, true);
      return;
    }
    const login = loginFromTokens(tokens, account.workspaceId);
    await store.putTokens(id, redeemed, { tokens, ...(login === null ? {} : told(login)) });
  }

  // Siblings that are renewed in one moment look like a theft.
  async function pause(id: string): Promise<void> {
    const gap = last === null || last.id === id ? 0 : last.at + gapMs() - clock.now();
    if (gap > 0) await new Promise<void>((over) => clock.after(gap, over));
  }

  /** Does something with the logins of these accounts while nobody renews any. */
  function alone<T>(ids: string[], work: () => Promise<T>): Promise<T> {
    return lane.run(() => {
      const lost = ids.find((id) => unsaved.has(id));
      if (lost !== undefined) throw notRenewed(usable(store.get(lost), lost), "the disk does not take it");
      return locked(ids, work);
    });
  }

  return {
    /**
     * The account's tokens are others than `held` when this resolves. Throws AppError sign_in_needed, accounts_sealed
     * or network. A login that is taken for ended is tried only with `withLogin` for a check.
     */
    renew(id: string, held: Tokens, reason: RefreshReason, check: Check = usable): Promise<void> {
      const running = underWay.get(id);
      if (running) return running;
      return inLane(id, async () => {
        // What was renewed for somebody before this turn may have brought it.
        const account = check(store.get(id), id);
        if (account.tokens.accessToken !== held.accessToken) return;
        await locked([id], () => (account.linked === null ? renewOwn : renewLinked)(id, held, reason, check));
      });
    },
    alone,
    /** Finishes what a process that ended too early has begun. */
    async recover(): Promise<void> {
      if (await handover?.interrupted()) await alone([], async () => {});
      for (const { id } of store.all()) {
        if ((await readPage(pageOf(id), store.seal)) === null) continue;
        await inLane(id, () => locked([id], async () => {}));
      }
    },
    /** Resolves when no renewal is under way: one that is cut off would lose the login. */
    settled: () => lane.settled(),
  };
}

function isHeld(lock: Flock | "unavailable" | null): lock is Flock {
  return lock !== null && lock !== "unavailable";
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
