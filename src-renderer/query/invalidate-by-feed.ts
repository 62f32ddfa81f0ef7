/** Which answers go stale when a part of the live state changes. Those that a page shows are then asked for again. */
import type { LiveState } from "../../src-shared/contract/index.ts";
import type { LiveStore } from "../live/live-store.ts";
import type { Queries } from "./queries.ts";

interface Dependency {
  part: (state: LiveState) => unknown;
  key: readonly unknown[];
  /** Milliseconds between two times at which the answer goes stale. The last change always counts. */
  atMostEvery: number;
}

export function dependenciesOf({ usage, codex, network, providers }: Queries): Dependency[] {
  return [
    { part: ({ today }) => today, key: usage.report.key(), atMostEvery: 5000 },
    // A provider comes and goes with its models, and what it last did shows after a request.
    { part: ({ models, today }) => [models.providers, today], key: providers.list.key(), atMostEvery: 5000 },
    { part: ({ settings }) => settings.values.codex.homes, key: codex.findHomes.key(), atMostEvery: 0 },
    { part: ({ settings }) => settings.values.network, key: network.route.key(), atMostEvery: 0 },
  ];
}

/** Returns what ends it. @param invalidate the answers whose key begins with this one */
export function invalidateByFeed(
  store: Pick<LiveStore, "get" | "subscribe">,
  dependencies: Dependency[],
  invalidate: (key: readonly unknown[]) => void,
): () => void {
  const ends = dependencies.map(({ part, key, atMostEvery }) => {
    const seen = () => {
      const { state } = store.get();
      return state === null ? null : part(state);
    };
    let before = seen();
    let at = -Infinity;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = store.subscribe(() => {
      const now = seen();
      if (before === null) before = now;
      if (isSame(now, before)) return;
      before = now;
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          at = Date.now();
          invalidate(key);
        },
        Math.max(0, at + atMostEvery - Date.now()),
      );
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  });
  return () => {
    for (const end of ends) end();
  };
}

// A snapshot after a lost connection brings the same values as new objects.
function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
