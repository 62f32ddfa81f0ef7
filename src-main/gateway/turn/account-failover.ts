/**
 * Finds a slot of a provider for a request, an account above all, and moves on to the next one as long as nothing has
 * been shown to the client. Every way ends the place on the slot exactly once, and leaves a trace in the request's record.
 */
import type { Attempt } from "../../../src-shared/contract/requests.ts";
import type { Lease, Wish } from "../../accounts/pool/slot-pool.ts";
import type { RequestRecord } from "../../logs/request-log.ts";
import type { Credentials } from "../../platform/credentials.ts";
import { isLimit } from "../../../src-shared/failure-policy.ts";
import { isRefusedLogin, UpstreamFailure } from "../../providers/failure.ts";
import type { ModelLists } from "../../providers/model-lists.ts";
import type { ProviderRegistry } from "../../providers/registry.ts";
import { beginAttempt, endAttempt, traceAttempt, type AttemptTrace } from "./attempt-trace.ts";
import { blameSlot, forgiveRepeated, type Blame, type Blamed } from "./apply-failure.ts";
import { stopping } from "../budgets/budgets.ts";
import type { Patience } from "../waiting/patience.ts";
import type { RunningProvider } from "./running-provider.ts";
import { failureToTell } from "./select-client-error.ts";
import { limitedSlots } from "./used-up.ts";

export interface TurnServices {
  providers: ProviderRegistry<RunningProvider, RunningProvider<Credentials>>;
  /** Of the providers beside the accounts. */
  modelLists: ModelLists;
  now: () => number;
}

/** What is left out is taken from the record: its model, its client as the lane to wait in. */
export interface AccountWish extends Partial<Omit<Wish, "lane" | "lastResort">> {
  /** What is the same when the request is sent again, where there is no conversation; asked only of one that failed. */
  fingerprint?: () => string;
  /** Waits for a reset instead of being refused. */
  patience?: Patience | null;
  /** False: neither budgets nor keys are asked, for it costs nothing. */
  admits?: boolean;
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

type Use<C, T> = (credentials: C, serving: Serving) => Promise<T>;

/** Calls `use` with one account after the other until one serves. Throws the failure that tells the client most. */
export async function withAccount<T>(
  services: TurnServices,
  record: RequestRecord,
  use: Use<Credentials, T>,
  wish: AccountWish = {},
): Promise<T> {
  const { value, serving } = await onAccount(services, record, use, wish);
  await serving.end("ok");
  return value;
}

/** As `withAccount`; the account stays at work until the caller ends it, at the latest until the request ends. */
export function onAccount<T>(
  { providers }: TurnServices,
  record: RequestRecord,
  use: Use<Credentials, T>,
  asked: AccountWish,
): Promise<{ value: T; serving: Serving }> {
  return onSlot(providers.accounts, record, use, asked);
}

/** As `onAccount`, on the slots of any provider. */
export async function onSlot<C, T>(
  running: RunningProvider<C>,
  record: RequestRecord,
  use: Use<C, T>,
  asked: AccountWish,
): Promise<{ value: T; serving: Serving }> {
  const wish = fullWish(record, asked);
  if (wish.conversation !== null) record.inConversation(wish.conversation);
  const blamed: Blamed = {
    get model() {
      return wish.model ?? record.row.model;
    },
    get conversation() {
      return wish.conversation ?? asked.fingerprint?.() ?? `${record.row.endpoint} ${wish.lane}`;
    },
  };
  const tried = new Set<string>();
  /** Those of them that no reset of a limit helps. */
  const failed = new Set<string>();
  const failures: unknown[] = [];
  const blames: Blame[] = [];
  record.ended(running.hold());
  record.routed(running.provider.name);
  record.mark("prepared");
  const { lane, signal, model } = wish;
  const { name } = running.provider;
  const asksFor = model === null || name === "codex" ? model : `${name}:${model}`;
  if (asked.admits !== false)
    await running.admit(record, { model: asksFor, lane, signal, patience: asked.patience ?? null });
  for (;;) {
    const lease = await running.pool.take(wish, tried);
    if (lease === null) {
      if (wish.lastResort) {
        const failure = failureToTell(running, failures, wish.model);
        const waited = await waitedFor(running, record, { ...wish, failed }, asked.patience ?? null, failure);
        if (!waited) throw failure;
        tried.clear();
        for (const id of failed) tried.add(id);
        failures.length = 0;
        blames.length = 0;
        wish.lastResort = false;
        continue;
      }
      // Known for a while is not known: limits are reset early.
      wish.lastResort = true;
      const limited = limitedSlots(running.provider.slots, running.limits, wish.model);
      await running.checkLimits(limited.filter((id) => !tried.has(id)));
      continue;
    }
    record.ended(() => lease.release());
    noteLease(record, lease);
    try {
      const served = await serveBy(running, record, lease, use, blamed);
      if (served !== null) return served;
      lease.release();
    } catch (error) {
      tried.add(lease.accountId);
      if (!resetsByItself(error)) failed.add(lease.accountId);
      // Of one that was passed through it is known by now.
      wish.model ??= record.row.model;
      failures.push(error);
      const blame = blameSlot(running, lease.accountId, error, blamed);
      blames.push(blame);
      forgiveRepeated(blames);
      lease.release();
      if (!blame.moves) throw error;
    }
  }
}

function resetsByItself(error: unknown): boolean {
  return error instanceof UpstreamFailure && isLimit(error.kind) && error.resetsAt !== null;
}

/** Waits until it is worth another try; false when the failure stands. Throws when the client leaves or we stop. */
async function waitedFor(
  running: RunningProvider,
  record: RequestRecord,
  { model, lane, signal, failed }: Wish & { failed: ReadonlySet<string> },
  patience: Patience | null,
  failure: unknown,
): Promise<boolean> {
  if (patience === null || !(failure instanceof UpstreamFailure) || !isLimit(failure.kind)) return false;
  // A reset that comes too late is told at once: nobody waits in vain.
  const { resetsAt } = failure;
  if (resetsAt === null || resetsAt > patience.until || patience.until <= running.now()) return false;
  // Nothing stands in the way that time would take away: it would be refused again at once.
  if (running.waiting.opensAt(model, failed) === null) return false;
  const since = running.now();
  record.note("waited-for-reset");
  const guest = { client: record.row.client.name, model, lane, patience, signal, except: failed };
  const end = await running.waiting
    .enter(guest)
    .finally(() => record.waited("queued", running.now() - since));
  if (end !== "stopping") return end === "open";
  throw stopping();
}

/** A credential that is refused is renewed once. Null when something came up against the slot meanwhile. */
async function serveBy<C, T>(
  running: RunningProvider<C>,
  record: RequestRecord,
  lease: Lease,
  use: Use<C, T>,
  blamed: Blamed,
): Promise<{ value: T; serving: Serving } | null> {
  const { provider, now } = running;
  const asked = now();
  let credentials = await provider.credentials(lease.accountId);
  record.waited("auth", now() - asked);
  for (let recovered = false; ; recovered = true) {
    // Renewing a credential takes its time.
    if (lease.outdated()) return null;
    const attempt = beginAttempt(record.row, provider.name, lease.accountId, now());
    const serving = serve(running, record, attempt, lease, blamed);
    try {
      return { value: await use(credentials, serving), serving };
    } catch (error) {
      endAttempt(attempt, error, now());
      const renewed =
        recovered || !isRefusedLogin(error) ? null : await provider.recover?.(lease.accountId, credentials);
      if (!renewed) throw error;
      credentials = renewed;
    }
  }
}

function serve(
  running: RunningProvider,
  record: RequestRecord,
  attempt: Attempt,
  lease: Lease,
  blamed: Blamed,
): Serving {
  const { accountId } = lease;
  let ended = false;
  return {
    accountId,
    trace: traceAttempt(record, attempt, running.now),
    answered() {
      running.limits.answered(accountId, blamed.model, attempt.startedAt);
      lease.served();
    },
    end(how) {
      if (ended) return Promise.resolve();
      ended = true;
      if (how === "ok") {
        running.pool.fine(accountId);
        endAttempt(attempt, null, running.now());
      } else if (how !== "left") {
        endAttempt(attempt, how.failure, running.now());
        blameSlot(running, accountId, how.failure, blamed);
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
