/** The one subscription that feeds all pages: a snapshot, then what changed, bursts folded into one event. */
import type { LiveEvent, LiveState } from "../../src-shared/contract/live.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";

type Part = Exclude<keyof LiveState, "requests">;

/** Milliseconds in which changes are folded together. */
const foldMs = 50;
const shownRequests = 100;

export interface LiveSources {
  parts: { [P in Part]: { read: () => LiveState[P]; listen: (listener: () => void) => () => void } };
  recentRequests: (limit: number) => RequestRow[];
  listenRequests: (listener: (row: RequestRow) => void) => () => void;
  /** Rows were forgotten: who follows begins anew. */
  listenWiped: (listener: () => void) => () => void;
}

export type LiveFeed = ReturnType<typeof createLiveFeed>;

export function createLiveFeed(sources: LiveSources) {
  const names = Object.keys(sources.parts) as Part[];
  const watchers = new Set<() => void>();

  async function* follow(
    signal: AbortSignal | undefined,
    background = false,
  ): AsyncGenerator<LiveEvent, void> {
    const changed = new Set<Part>();
    const rows = new Map<string, RequestRow>();
    let wiped = false;
    let wake = () => {};
    const stops = [
      ...names.map((name) => sources.parts[name].listen(() => (changed.add(name), wake()))),
      sources.listenRequests((row) => {
        rows.set(row.id, row);
        // Who does not read for a while misses the oldest: more than these are not shown.
        for (const id of rows.keys()) {
          if (rows.size <= shownRequests) break;
          rows.delete(id);
        }
        wake();
      }),
      sources.listenWiped(() => ((wiped = true), wake())),
    ];
    const stopped = () => wake();
    signal?.addEventListener("abort", stopped);
    if (!background) watchers.add(stopped);
    try {
      yield { type: "snapshot", state: snapshot() };
      for (;;) {
        if (signal?.aborted) return;
        if (wiped) {
          wiped = false;
          changed.clear();
          rows.clear();
          yield { type: "snapshot", state: snapshot() };
          continue;
        }
        if (changed.size === 0 && rows.size === 0) {
          await new Promise<void>((resolve) => (wake = resolve));
          await new Promise((resolve) => setTimeout(resolve, foldMs));
          continue;
        }
        const event: LiveEvent = {
          type: "change",
          change: read([...changed]),
          // Rows go on changing: what is sent must not.
          requestRows: [...rows.values()].map((row) => structuredClone(row)),
        };
        changed.clear();
        rows.clear();
        yield event;
      }
    } finally {
      watchers.delete(stopped);
      signal?.removeEventListener("abort", stopped);
      for (const stop of stops) stop();
    }
  }

  function read(parts: Part[]): Partial<Omit<LiveState, "requests">> {
    return Object.fromEntries(parts.map((name) => [name, sources.parts[name].read()]));
  }

  function snapshot(): LiveState {
    return {
      ...(read(names) as Omit<LiveState, "requests">),
      requests: sources.recentRequests(shownRequests),
    };
  }

  return { follow, watched: () => watchers.size > 0 };
}
