/** Answers go stale when the live feed says that what they rest on has changed, and no more often than they may. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LiveState } from "../../src-shared/contract/index.ts";
import { invalidateByFeed } from "../../src-renderer/query/invalidate-by-feed.ts";
import { running } from "./support/states.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function follow(initial: LiveState | null, atMostEvery: number) {
  let state = initial;
  const listeners = new Set<() => void>();
  const stale: number[] = [];
  const end = invalidateByFeed(
    {
      get: () => ({ state, connection: { state: "live" } }),
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    [{ part: ({ settings }) => settings.values.network, key: ["network"], atMostEvery }],
    () => stale.push(Date.now()),
  );
  return {
    stale,
    end,
    listening: () => listeners.size,
    show(next: LiveState) {
      state = next;
      for (const listener of listeners) listener();
    },
  };
}

/** The same state with another list of hosts without proxy. */
function withHosts(noProxy: string): LiveState {
  const state = structuredClone(running());
  state.settings.values.network.noProxy = noProxy;
  return state;
}

test("the first snapshot and one that brings the same make nothing stale; a change does", () => {
  const { show, stale } = follow(null, 0);
  show(withHosts("a"));
  show(withHosts("a"));
  vi.runAllTimers();
  expect(stale).toHaveLength(0);
  show(withHosts("b"));
  vi.runAllTimers();
  expect(stale).toHaveLength(1);
});

test("many changes count at once, then not before the time has passed, and the last one always", () => {
  const { show, stale } = follow(withHosts("a"), 5000);
  show(withHosts("b"));
  vi.advanceTimersByTime(0);
  expect(stale).toHaveLength(1);
  show(withHosts("c"));
  show(withHosts("d"));
  vi.advanceTimersByTime(4999);
  expect(stale).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(stale).toHaveLength(2);
});

test("once ended it listens no more and what was due does not come", () => {
  const { show, stale, end, listening } = follow(withHosts("a"), 5000);
  show(withHosts("b"));
  end();
  vi.runAllTimers();
  expect([stale.length, listening()]).toEqual([0, 0]);
});
