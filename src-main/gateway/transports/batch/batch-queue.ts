/**
 * Works batches off while the gateway runs, a few requests at a time, oldest batch first. What is done is on disk
 * before it counts, so a restart goes on where it was; a request cut off by a stop is sent again.
 */
import { randomUUID } from "node:crypto";
import { RequestError } from "../../../protocols/shared/request-error.ts";
import type { GatewayServices } from "../../services.ts";
import { batchLimits, type Batch, type BatchRequest } from "./batch.ts";
import { runBatchRequest, type Outcome } from "./batch-runner.ts";
import type { BatchStore, StoredBatch } from "./batch-store.ts";

/** Times a request is sent again after trouble that passes by itself. */
const mostTries = 5;

interface ActiveBatch extends StoredBatch {
  running: Set<number>;
  tries: Map<number, number>;
  requests: Promise<string[]> | null;
}

export type BatchQueue = ReturnType<typeof createBatchQueue>;

export function createBatchQueue(services: GatewayServices, store: BatchStore) {
  const { clock } = services;
  const batches = new Map<string, ActiveBatch>();
  const busy = new Set<Promise<void>>();
  let loaded: Promise<void> | null = null;
  let stopping: AbortController | null = null;
  let pausedUntil = 0;
  let cancelTimer = () => {};

  async function load(): Promise<void> {
    try {
      for (const stored of await store.load()) adopt(stored);
    } catch (error) {
      services.logger.error({ error }, "batches could not be read");
    }
  }

  function adopt(stored: StoredBatch): ActiveBatch {
    const active = {
      ...stored,
      running: new Set<number>(),
      tries: new Map<number, number>(),
      requests: null,
    };
    batches.set(stored.batch.id, active);
    return active;
  }

  function find(id: string): ActiveBatch {
    const found = batches.get(id);
    if (found) return found;
    throw new RequestError(`There is no batch '${id}'.`, { status: 404 });
  }

  /** Begins what may begin, ends what is done, and comes back when time alone changes something. */
  function pump(): void {
    cancelTimer();
    const now = clock.now();
    let wake = Number.POSITIVE_INFINITY;
    for (const active of batches.values()) {
      const { batch } = active;
      if (batch.endedAt !== null) {
        wake = Math.min(wake, batch.endedAt + batchLimits.kept);
        if (batch.endedAt + batchLimits.kept <= now) track(remove(batch.id));
        continue;
      }
      const over = batch.cancelledAt !== null || batch.expiresAt <= now;
      if (!over) wake = Math.min(wake, batch.expiresAt, pausedUntil > now ? pausedUntil : wake);
      if (!over && stopping !== null && pausedUntil <= now) begin(active, stopping.signal);
      const all = active.done.size === batch.customIds.length;
      if (active.running.size === 0 && (over || all)) track(end(active));
    }
    if (stopping !== null && wake !== Number.POSITIVE_INFINITY) {
      cancelTimer = clock.after(Math.min(wake - now, batchLimits.life), pump);
    }
  }

  function begin(active: ActiveBatch, signal: AbortSignal): void {
    for (let index = 0; index < active.batch.customIds.length; index += 1) {
      if (inFlight() >= batchLimits.atOnce) return;
      if (active.done.has(index) || active.running.has(index)) continue;
      active.running.add(index);
      track(run(active, index, signal));
    }
  }

  function inFlight(): number {
    return [...batches.values()].reduce((sum, { running }) => sum + running.size, 0);
  }

  async function run(active: ActiveBatch, index: number, signal: AbortSignal): Promise<void> {
    const { id } = active.batch;
    try {
      active.requests ??= store.requests(id);
      const params = (await active.requests)[index] ?? "";
      await settle(active, index, await runBatchRequest(services, params, signal));
    } finally {
      active.running.delete(index);
    }
    pump();
  }

  async function settle(active: ActiveBatch, index: number, outcome: Outcome): Promise<void> {
    const { id } = active.batch;
    if (outcome.kind === "stopped") return;
    if (outcome.kind === "result") {
      await store.putResult(id, index, outcome.type, outcome.result);
      active.done.set(index, outcome.type);
      return;
    }
    const tries = (active.tries.get(index) ?? 0) + (outcome.counts ? 1 : 0);
    active.tries.set(index, tries);
    pausedUntil = Math.max(pausedUntil, clock.now() + outcome.waitMs * 2 ** Math.max(0, tries - 1));
    if (tries >= mostTries) {
      const message = "The backend could not be reached several times in a row.";
      const error = { type: "error", error: { type: "api_error", message } };
      await store.putResult(id, index, "errored", { type: "errored", error });
      active.done.set(index, "errored");
    }
  }

  async function end(active: ActiveBatch): Promise<void> {
    const { batch } = active;
    batch.endedAt = clock.now();
    active.requests = null;
    await store.save(batch);
    await store.forgetRequests(batch.id);
  }

  async function remove(id: string): Promise<void> {
    batches.delete(id);
    await store.remove(id);
  }

  function track(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => services.logger.error({ error }, "a batch could not be worked on"))
      .finally(() => busy.delete(done));
    busy.add(done);
  }

  return {
    /** Goes on with what is on disk. */
    async start(): Promise<void> {
      loaded ??= load();
      await loaded;
      stopping ??= new AbortController();
      pump();
    },

    /** Resolves when nothing runs any more; what ran is sent again after the next start. */
    async stop(): Promise<void> {
      cancelTimer();
      stopping?.abort();
      stopping = null;
      while (busy.size > 0) await Promise.all(busy);
    },

    async create(requests: readonly BatchRequest[]): Promise<StoredBatch> {
      const createdAt = clock.now();
      const batch: Batch = {
        id: `msgbatch_${randomUUID().replaceAll("-", "")}`,
        customIds: requests.map(({ customId }) => customId),
        createdAt,
        expiresAt: createdAt + batchLimits.life,
        cancelledAt: null,
        endedAt: null,
      };
      await store.create(batch, requests);
      const active = adopt({ batch, done: new Map() });
      pump();
      return active;
    },

    /** Newest first. */
    list: (): StoredBatch[] => [...batches.values()].reverse(),
    /** Throws RequestError 404. */
    get: (id: string): StoredBatch => find(id),

    /** What runs is finished, the rest is not begun. Throws RequestError. */
    async cancel(id: string): Promise<StoredBatch> {
      const active = find(id);
      if (active.batch.endedAt !== null) throw new RequestError(`The batch '${id}' has already ended.`);
      active.batch.cancelledAt ??= clock.now();
      await store.save(active.batch);
      pump();
      return active;
    },

    /** Throws RequestError. */
    async delete(id: string): Promise<void> {
      if (find(id).batch.endedAt === null) {
        throw new RequestError(`The batch '${id}' is still being worked on. Cancel it first.`);
      }
      await remove(id);
    },

    /** Lines of JSON. Throws RequestError. */
    results(id: string): AsyncGenerator<string> {
      const active = find(id);
      if (active.batch.endedAt === null) {
        throw new RequestError(`The batch '${id}' has not ended yet: there are no results.`, { status: 404 });
      }
      return store.results(active);
    },
  };
}
