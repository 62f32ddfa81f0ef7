import { describe, expect, it } from "vitest";
import type { LiveEvent } from "../../src-shared/contract/index.ts";
import { foldEvent, foldRows, requestRowLimit } from "../../src-renderer/live/fold-event.ts";
import { createLiveStore, type LiveStore } from "../../src-renderer/live/live-store.ts";
import { request, running } from "./support/states.ts";

describe("folding the feed", () => {
  it("takes nothing from changes before the first snapshot", () => {
    expect(foldEvent(null, { type: "change", change: {}, requestRows: [] })).toBeNull();
  });

  it("changes only the parts an event names", () => {
    const before = running();
    const gateway = { ...before.gateway, port: 9000 };
    const after = foldEvent(before, { type: "change", change: { gateway }, requestRows: [] });
    expect(after?.gateway).toBe(gateway);
    expect(after?.accounts).toBe(before.accounts);
    expect(after?.requests).toBe(before.requests);
  });

  it("replaces a row by id in its place and keeps the identity of the others", () => {
    const rows = [request(1), request(2), request(3)];
    const changed = { ...rows[1]!, outcome: "failed" as const };
    const folded = foldRows(rows, [changed]);
    expect(folded).toEqual([rows[0], changed, rows[2]]);
    expect(folded[0]).toBe(rows[0]);
  });

  it("puts new rows first, newest first, and forgets the oldest beyond the bound", () => {
    const rows = Array.from({ length: requestRowLimit }, (_, index) => request(index + 10));
    const folded = foldRows(rows, [request(2), request(1)]);
    expect(folded).toHaveLength(1000);
    expect(folded.slice(0, 3).map((row) => row.id)).toEqual(["req_000001", "req_000002", "req_000010"]);
  });
});

/** A feed that is driven by hand: each connection is a queue the test puts events into. */
function scriptedFeed() {
  const connections: { push: (event: LiveEvent) => void; end: (error?: unknown) => void }[] = [];
  const feed = async (): Promise<AsyncIterable<LiveEvent>> => {
    const waiting: (() => void)[] = [];
    const events: LiveEvent[] = [];
    let over = false;
    let failure: unknown;
    connections.push({
      push(event) {
        events.push(event);
        waiting.shift()?.();
      },
      end(error) {
        over = true;
        failure = error;
        waiting.shift()?.();
      },
    });
    return (async function* () {
      for (;;) {
        const event = events.shift();
        if (event !== undefined) yield event;
        else if (!over) await new Promise<void>((resolve) => waiting.push(resolve));
        else if (failure === undefined) return;
        else throw failure;
      }
    })();
  };
  return { connections, feed };
}

/** The window is never busy. */
const rest = (then: () => void) => queueMicrotask(then);

/** Waiting that ends when the test says so. */
function scriptedWait() {
  const waits: { ms: number; go: () => void }[] = [];
  return { waits, wait: (ms: number) => new Promise<void>((resolve) => waits.push({ ms, go: resolve })) };
}

function settled(store: LiveStore, until: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!until()) return;
      stop();
      resolve();
    };
    const stop = store.subscribe(look);
    queueMicrotask(look);
  });
}

/** Lets promises that are already decided run on. */
async function turn() {
  for (let step = 0; step < 20; step += 1) await Promise.resolve();
}

describe("the live store", () => {
  it("keeps what it knew when the connection breaks, and says since when", async () => {
    const { connections, feed } = scriptedFeed();
    const { waits, wait } = scriptedWait();
    const store = createLiveStore({ feed, wait, rest, now: () => 1234 });
    expect(store.get()).toEqual({ state: null, connection: { state: "connecting" } });

    const state = running();
    await turn();
    connections[0]!.push({ type: "snapshot", state });
    await settled(store, () => store.get().connection.state === "live");

    connections[0]!.end(new Error("gone"));
    await settled(store, () => store.get().connection.state === "lost");
    expect(store.get()).toEqual({ state, connection: { state: "lost", since: 1234 } });

    waits[0]!.go();
    await turn();
    connections[1]!.push({ type: "snapshot", state: running() });
    await settled(store, () => store.get().connection.state === "live");
    store.close();
  });

  it("waits longer after each failure, ten seconds at most, and starts over after success", async () => {
    const { waits, wait } = scriptedWait();
    const scripted = scriptedFeed();
    let failing = true;
    const feed = () => (failing ? Promise.reject(new TypeError("refused")) : scripted.feed());
    const store = createLiveStore({ feed, wait, rest, now: () => 0 });
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await turn();
      waits[attempt]!.go();
    }
    expect(waits.map(({ ms }) => ms)).toEqual([500, 1000, 2000, 4000, 8000, 10_000]);
    failing = false;
    await turn();
    scripted.connections[0]!.push({ type: "snapshot", state: running() });
    await settled(store, () => store.get().connection.state === "live");
    scripted.connections[0]!.end();
    await turn();
    expect(waits[6]!.ms).toBe(500);
    store.close();
  });

  it("does not try again when the token is refused", async () => {
    const { waits, wait } = scriptedWait();
    const feed = () => Promise.reject(Object.assign(new Error("no"), { status: 401 }));
    const store = createLiveStore({ feed, wait, rest, now: () => 0 });
    await turn();
    expect(store.get().connection).toEqual({ state: "refused" });
    expect(waits).toHaveLength(0);
  });

  it("is silent after close", async () => {
    const { connections, feed } = scriptedFeed();
    const { waits, wait } = scriptedWait();
    const store = createLiveStore({ feed, wait, rest, now: () => 0 });
    await turn();
    store.close();
    connections[0]!.end();
    await turn();
    expect(waits).toHaveLength(0);
    expect(connections).toHaveLength(1);
  });

  it("tells the pages of a burst once between two rests, and forgets none of it", async () => {
    const { connections, feed } = scriptedFeed();
    const { wait } = scriptedWait();
    const rests: (() => void)[] = [];
    const store = createLiveStore({ feed, wait, rest: (then) => void rests.push(then), now: () => 0 });
    let told = 0;
    store.subscribe(() => (told += 1));
    await turn();
    connections[0]!.push({ type: "snapshot", state: { ...running(), requests: [] } });
    await settled(store, () => told === 1);
    for (let index = 0; index < 2500; index += 1) {
      connections[0]!.push({ type: "change", change: {}, requestRows: [request(2500 - index)] });
      await turn();
    }
    expect(told).toBe(1);
    expect(rests).toHaveLength(1);
    rests[0]!();
    expect(told).toBe(2);
    expect(store.get().state?.requests).toHaveLength(requestRowLimit);
    expect(store.get().state?.requests[0]?.id).toBe("req_000001");
    // Nothing new: the next event is shown at once again.
    rests[1]!();
    expect(rests).toHaveLength(2);
    connections[0]!.push({ type: "change", change: {}, requestRows: [request(0)] });
    await turn();
    expect(told).toBe(3);
    store.close();
  });

  it("shows what still waited when the connection breaks, and nothing after it was closed", async () => {
    const { connections, feed } = scriptedFeed();
    const { wait } = scriptedWait();
    const rests: (() => void)[] = [];
    const store = createLiveStore({ feed, wait, rest: (then) => void rests.push(then), now: () => 7 });
    await turn();
    connections[0]!.push({ type: "snapshot", state: { ...running(), requests: [] } });
    connections[0]!.push({ type: "change", change: {}, requestRows: [request(1)] });
    await turn();
    expect(store.get().state?.requests).toHaveLength(0);
    connections[0]!.end();
    await settled(store, () => store.get().connection.state === "lost");
    expect(store.get().state?.requests).toHaveLength(1);
    let told = 0;
    store.subscribe(() => (told += 1));
    store.close();
    rests[0]!();
    expect(told).toBe(0);
  });
});
