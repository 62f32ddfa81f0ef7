import { expect, test, vi } from "vitest";
import type { LiveEvent, LiveState } from "../../src-shared/contract/index.ts";
import type { AdminClient } from "../../src-main/compose/compose.ts";
import { afterLiveEvent, followLiveFeed } from "../../src-main/desktop/window/live-feed.ts";
import { exampleAccount, exampleState } from "./support/example-state.ts";
import { manualClock } from "./support/manual-clock.ts";

const state = exampleState([]);
const accounts = [exampleAccount("work", 5)];

test("a change replaces the parts it names", () => {
  const event: LiveEvent = { type: "change", change: { accounts }, requestRows: [] };
  expect(afterLiveEvent(state, event)).toEqual({ ...state, accounts });
  expect(afterLiveEvent(null, event)).toBeNull();
});

test("a feed that breaks off is taken up again after a pause, until the app ends", async () => {
  let opened = 0;
  async function* feed(): AsyncGenerator<LiveEvent> {
    opened += 1;
    yield { type: "snapshot", state };
    if (opened === 1) throw new Error("broken off");
    yield { type: "change", change: { accounts }, requestRows: [] };
  }
  const client = { live: { feed: async () => feed() } } as unknown as AdminClient;
  const clock = manualClock();
  const end = new AbortController();
  const seen: LiveState[] = [];
  const following = followLiveFeed(client, clock, end.signal, (next) => seen.push(next));

  await vi.waitFor(() => expect(clock.waiting()).toBe(1));
  expect(seen).toEqual([state]);
  clock.advance(1000);
  await vi.waitFor(() => expect(seen).toEqual([state, state, { ...state, accounts }]));
  await vi.waitFor(() => expect(clock.waiting()).toBe(1));
  end.abort();
  await following;
  expect(clock.waiting()).toBe(0);
  expect(opened).toBe(2);
});
