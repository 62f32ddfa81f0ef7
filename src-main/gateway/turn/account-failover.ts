/**
 * Finds an account for a request and moves on to the next one as long as nothing has been shown to the client.
 * Every way ends the place on the account exactly once, and leaves a trace in the request's record.
 */
import type { Attempt } from "../../../src-shared/contract/requests.ts";
import type { AccountPool, Lease, Wish } from "../../accounts/pool/account-pool.ts";
import type { AccountStore } from "../../accounts/account-store.ts";
import type { TokenKeeper } from "../../accounts/renewal/token-keeper.ts";
import type { LimitCheck } from "../../limits/limit-check.ts";
import type { LimitTracker } from "../../limits/limit-tracker.ts";
import type { RequestRecord } from "../../logs/request-log.ts";
import type { Credentials } from "../../platform/credentials.ts";
import type { CodexClient } from "../../providers/codex/client.ts";
import { isRefusedLogin } from "../../providers/failure.ts";
import { beginAttempt, endAttempt, traceAttempt, type AttemptTrace } from "./attempt-trace.ts";
import { blameAccount, forgiveRepeated, type Blame, type Blamed } from "./apply-failure.ts";
import { failureToTell } from "./select-client-error.ts";

export interface TurnServices {
  store: AccountStore;
  tokens: TokenKeeper;
  limits: LimitTracker;
  pool: AccountPool;
  codex: CodexClient;
  /** Reads the usage of these accounts anew, before anybody is refused for it. */
  checkLimits: LimitCheck;
  now: () => number;
}

/** What is left out is taken from the record: its model, its client as the lane to wait in. */
export interface AccountWish extends Partial<Omit<Wish, "lane" | "lastResort">> {
  /** What is the same when the request is sent again, where there is no conversation; asked only of one that failed. */
  fingerprint?: () => string;
}

/** An account at work for a request. */
export interface Serving {
  accountId: string;
  trace: AttemptTrace;
  /** It has answered; called before anything is shown to the client. */
  answered(): void;
  /** How its part ended: well, with a failure that counts against it, or left by the client. Only once. */
  end(how: "ok" | "left" | { failure: unknown }): Promise<void>;
}

type Use<T> = (credentials: Credentials, serving: Serving) => Promise<T>;

/** Calls `use` with one account after the other until one serves. Throws the failure that tells the client most. */
export async function withAccount<T>(
  services: TurnServices,
  record: RequestRecord,
  use: Use<T>,
  wish: AccountWish = {},
): Promise<T> {
  const { value, serving } = await onAccount(services, record, use, wish);
  await serving.end("ok");
  return value;
}

/** As `withAccount`; the account stays at work until the caller ends it, at the latest until the request ends. */
export async function onAccount<T>(
  services: TurnServices,
  record: RequestRecord,
  use: Use<T>,
  asked: AccountWish,
): Promise<{ value: T; serving: Serving }> {
  const wish = fullWish(record, asked);
  const blamed: Blamed = {
    get model() {
      return wish.model ?? record.row.model;
    },
    get conversation() {
      return wish.conversation ?? asked.fingerprint?.() ?? `${record.row.endpoint} ${wish.lane}`;
    },
  };
  const tried = new Set<string>();
  const failures: unknown[] = [];
  const blames: Blame[] = [];
  record.mark("prepared");
  for (;;) {
    const lease = await services.pool.take(wish, tried);
    if (lease === null) {
      if (wish.lastResort) throw failureToTell(services, failures, wish.model);
      // Known for a while is not known: limits are reset early.
      wish.lastResort = true;
      await services.checkLimits(limitedAccounts(services, wish.model, tried));
      continue;
    }
    record.ended(() => lease.release());
    noteLease(record, lease);
    try {
      const served = await serveBy(services, record, lease, use, blamed);
      if (served !== null) return served;
      lease.release();
    } catch (error) {
      tried.add(lease.accountId);
      failures.push(error);
      const blame = blameAccount(services, lease.accountId, error, blamed);
      blames.push(blame);
      forgiveRepeated(blames);
      lease.release();
      if (!blame.moves) throw error;
    }
  }
}

function limitedAccounts(
  { store, limits }: TurnServices,
  model: string | null,
  tried: ReadonlySet<string>,
): string[] {
  const usable = store.all().filter(({ deadSince, paused, tokens }) => !deadSince && !paused && tokens);
  return usable.flatMap(({ id }) => {
    const limit = limits.limitOf(id, null) ?? (model === null ? null : limits.limitOf(id, model));
    return limit === null || tried.has(id) ? [] : [id];
  });
}

/** A token that the backend refuses is renewed once. Null when something came up against the account meanwhile. */
async function serveBy<T>(
  services: TurnServices,
  record: RequestRecord,
  lease: Lease,
  use: Use<T>,
  blamed: Blamed,
): Promise<{ value: T; serving: Serving } | null> {
  const asked = services.now();
  let credentials = await services.tokens.credentials(lease.accountId);
  record.waited("auth", services.now() - asked);
  for (let recovered = false; ; recovered = true) {
    // Renewing a token takes its time.
    if (lease.outdated()) return null;
    const attempt = beginAttempt(record.row, lease.accountId, services.now());
    const serving = serve(services, record, attempt, lease, blamed);
    try {
      return { value: await use(credentials, serving), serving };
    } catch (error) {
      endAttempt(attempt, error, services.now());
      if (recovered || !isRefusedLogin(error)) throw error;
      const renewed = await services.tokens.recover(lease.accountId, credentials.accessToken);
      if (renewed.accessToken === credentials.accessToken) throw error;
      credentials = renewed;
    }
  }
}

function serve(
  services: TurnServices,
  record: RequestRecord,
  attempt: Attempt,
  lease: Lease,
  blamed: Blamed,
): Serving {
  const { accountId } = lease;
  let ended = false;
  return {
    accountId,
    trace: traceAttempt(record, attempt, services.now),
    answered() {
      services.limits.answered(accountId, blamed.model, attempt.startedAt);
      lease.served();
    },
    end(how) {
      if (ended) return Promise.resolve();
      ended = true;
      if (how === "ok") {
        services.pool.fine(accountId);
        endAttempt(attempt, null, services.now());
      } else if (how !== "left") {
        endAttempt(attempt, how.failure, services.now());
        blameAccount(services, accountId, how.failure, blamed);
      }
      lease.release();
      return Promise.resolve();
    },
  };
}

function noteLease(record: RequestRecord, lease: Lease): void {
  if (lease.changed) record.note("account-changed");
  if (lease.passedOver) record.note("breaker");
  if (lease.waitedMs === null) return;
  record.note("waited-in-queue");
  record.waited("queued", lease.waitedMs);
}

const never = new AbortController().signal;

function fullWish({ row }: RequestRecord, asked: AccountWish): Wish {
  const { conversation = null, prefer = null, model = row.model, signal = never } = asked;
  return { conversation, prefer, model, signal, lane: conversation ?? row.client.name, lastResort: false };
}
