/**
 * Finds an account for a request and moves on to the next one as long as nothing has been shown to the client.
 * Every way ends the place on the account exactly once, and leaves a trace in the request's record.
 */
import type { Attempt } from "../../src-shared/contract/requests.ts";
import type { AccountPool, Lease, Wish } from "../accounts/account-pool.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import type { TokenKeeper } from "../accounts/token-keeper.ts";
import type { LimitTracker } from "../limits/limit-tracker.ts";
import type { RequestRecord } from "../logs/request-log.ts";
import type { Credentials } from "../platform/credentials.ts";
import type { CodexClient } from "../upstream/codex-client.ts";
import { UpstreamFailure } from "../upstream/failure.ts";
import { beginAttempt, endAttempt, traceAttempt, type AttemptTrace } from "./attempt-trace.ts";
import { blameAccount } from "./blame-account.ts";
import { failureToTell } from "./failure-to-tell.ts";

export interface TurnServices {
  store: AccountStore;
  tokens: TokenKeeper;
  limits: LimitTracker;
  pool: AccountPool;
  codex: CodexClient;
  now: () => number;
}

/** What is left out is taken from the record: its model, its client as the lane to wait in. */
export type AccountWish = Partial<Omit<Wish, "lane">>;

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
  const tried = new Set<string>();
  const failures: unknown[] = [];
  record.mark("prepared");
  for (;;) {
    const lease = await services.pool.take(wish, tried);
    if (lease === null) throw failureToTell(services, failures, wish.model);
    record.ended(() => lease.release());
    noteLease(record, lease);
    try {
      const served = await serveBy(services, record, lease, use, wish.model);
      if (served !== null) return served;
      lease.release();
    } catch (error) {
      tried.add(lease.accountId);
      failures.push(error);
      const another = await blameAccount(services, lease.accountId, error, wish.model);
      lease.release();
      if (!another) throw error;
    }
  }
}

/** A token that the backend refuses is renewed once. Null when something came up against the account meanwhile. */
async function serveBy<T>(
  services: TurnServices,
  record: RequestRecord,
  lease: Lease,
  use: Use<T>,
  model: string | null,
): Promise<{ value: T; serving: Serving } | null> {
  const asked = services.now();
  let credentials = await services.tokens.credentials(lease.accountId);
  record.waited("auth", services.now() - asked);
  for (let recovered = false; ; recovered = true) {
    // Renewing a token takes its time.
    if (lease.outdated()) return null;
    const attempt = beginAttempt(record.row, lease.accountId, services.now());
    const serving = serve(services, record, attempt, lease, model);
    try {
      return { value: await use(credentials, serving), serving };
    } catch (error) {
      endAttempt(attempt, error, services.now());
      if (recovered || !isCurable(services, credentials, error)) throw error;
      credentials = await services.tokens.recover(lease.accountId, credentials.accessToken);
    }
  }
}

/** A refused token says nothing against a login that came while the request was under way. */
function isCurable({ store }: TurnServices, used: Credentials, error: unknown): boolean {
  if (!(error instanceof UpstreamFailure)) return false;
  if (error.kind === "auth-expired") return true;
  return error.kind === "auth-dead" && store.get(used.accountId)?.tokens?.accessToken !== used.accessToken;
}

function serve(
  services: TurnServices,
  record: RequestRecord,
  attempt: Attempt,
  lease: Lease,
  model: string | null,
): Serving {
  const { accountId } = lease;
  let ended = false;
  return {
    accountId,
    trace: traceAttempt(record, attempt, services.now),
    answered() {
      services.limits.answered(accountId);
      lease.served();
    },
    async end(how) {
      if (ended) return;
      ended = true;
      if (how === "ok") {
        services.pool.fine(accountId);
        endAttempt(attempt, null, services.now());
      } else if (how !== "left") {
        endAttempt(attempt, how.failure, services.now());
        await blameAccount(services, accountId, how.failure, model);
      }
      lease.release();
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
  return { conversation, prefer, model, signal, lane: conversation ?? row.client.name };
}
