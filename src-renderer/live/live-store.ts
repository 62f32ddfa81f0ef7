/**
 * The one subscription to Switchyard's live feed. What it told last stays when the connection breaks, and
 * is marked as such until the feed is back.
 */
import type { LiveEvent, LiveState } from "../../src-shared/contract/index.ts";
import { foldEvent } from "./fold-event.ts";

export type Connection =
  | { state: "connecting" }
  | { state: "live" }
  /** @property since epoch milliseconds */
  | { state: "lost"; since: number }
  /** The token is not, or no longer, the right one; trying again does not help. */
  | { state: "refused" };

interface LiveSnapshot {
  /** null until the first snapshot. */
  state: LiveState | null;
  connection: Connection;
}

export interface LiveStore {
  get: () => LiveSnapshot;
  subscribe: (listener: () => void) => () => void;
  close: () => void;
}

interface Sources {
  feed: (signal: AbortSignal) => Promise<AsyncIterable<LiveEvent>>;
  now: () => number;
  /** Resolves after `ms`, or at once when aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Calls back when the window has had time to draw what it was just told. */
  rest: (then: () => void) => void;
}

const shortestWait = 500;
const longestWait = 10_000;

export function createLiveStore({ feed, now, wait, rest }: Sources): LiveStore {
  const end = new AbortController();
  const listeners = new Set<() => void>();
  let snapshot: LiveSnapshot = { state: null, connection: { state: "connecting" } };

  const set = (change: Partial<LiveSnapshot>) => {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  };

  // However many events come, the pages are told once between two rests; the first one never waits.
  let waiting: LiveEvent[] = [];
  let resting = false;
  const showWaiting = () => {
    if (waiting.length === 0 || end.signal.aborted) return false;
    const events = waiting;
    waiting = [];
    set({ state: events.reduce(foldEvent, snapshot.state), connection: { state: "live" } });
    return true;
  };
  const showAndRest = () => {
    resting = showWaiting();
    if (resting) rest(showAndRest);
  };

  const follow = async () => {
    try {
      for await (const event of await feed(end.signal)) {
        waiting.push(event);
        if (!resting) showAndRest();
      }
    } finally {
      showWaiting();
    }
  };

  const run = async () => {
    let pause = shortestWait;
    while (!end.signal.aborted) {
      try {
        await follow();
      } catch (error) {
        if (isRefusal(error)) return set({ connection: { state: "refused" } });
      }
      if (end.signal.aborted) return;
      if (snapshot.connection.state === "live") pause = shortestWait;
      if (snapshot.connection.state !== "lost") set({ connection: { state: "lost", since: now() } });
      await wait(pause, end.signal);
      pause = Math.min(pause * 2, longestWait);
    }
  };

  void run();

  return {
    get: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => end.abort(),
  };
}

function isRefusal(error: unknown): boolean {
  const { status } = (error ?? {}) as { status?: unknown };
  return status === 401 || status === 403;
}
