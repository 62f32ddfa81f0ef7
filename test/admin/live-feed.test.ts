import { setImmediate as immediate } from "node:timers/promises";
import { os } from "@orpc/server";
import { expect, onTestFinished, test } from "vitest";
import { createConsoleAccess } from "../../src-main/admin/console-access.ts";
import { startConsole } from "../../src-main/admin/console-server.ts";
import { createLiveFeed, type LiveSources } from "../../src-main/admin/live-feed.ts";
import { createRequestLog } from "../../src-main/logs/request-log.ts";
import { createSignal, type Signal } from "../../src-main/platform/signal.ts";
import { begin } from "../simulator/harness.ts";
import type { LiveEvent, LiveState } from "../../src-shared/contract/live.ts";

type Part = keyof LiveSources["parts"];
const names: Part[] = ["app", "gateway", "accounts", "signIn", "models", "settings", "today"];

/** Sources whose parts are plain numbers; how many listen is counted. */
function sources() {
  const signals = new Map<Part, Signal>(names.map((name) => [name, createSignal()]));
  const values = new Map<Part, number>(names.map((name) => [name, 0]));
  let listening = 0;
  const log = createRequestLog(() => 1000);
  const counted = (stop: () => void) => {
    listening += 1;
    return () => {
      listening -= 1;
      stop();
    };
  };
  const feed = createLiveFeed({
    parts: Object.fromEntries(
      names.map((name) => [
        name,
        {
          read: () => values.get(name),
          listen: (listener: () => void) => counted(signals.get(name)?.listen(listener) ?? (() => {})),
        },
      ]),
    ) as unknown as LiveSources["parts"],
    recentRequests: log.recent,
    listenRequests: (listener) => counted(log.listen(listener)),
    listenWiped: (listener) => counted(log.wiped(listener)),
  });
  return {
    feed,
    log,
    listening: () => listening,
    change: (name: Part, value: number) => {
      values.set(name, value);
      signals.get(name)?.emit();
    },
  };
}

function follow(feed: ReturnType<typeof sources>["feed"]) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  return { events: feed.follow(ending.signal), end: () => ending.abort() };
}

async function next(events: AsyncGenerator<LiveEvent, void>): Promise<LiveEvent> {
  const { value } = await events.next();
  if (!value) throw new Error("The feed has ended.");
  return value;
}

const client = { name: "test", version: null };
const seed = (id: string) => ({ id, endpoint: "/v1/x", protocol: "openai" as const, client });

test("first everything, then only what changed", async () => {
  const { feed, change, log } = sources();
  const record = log.begin(seed("one"));
  const { events } = follow(feed);
  const first = await next(events);
  expect(first).toMatchObject({ type: "snapshot", state: { gateway: 0, requests: [{ id: "one" }] } });
  change("gateway", 5);
  expect(await next(events)).toEqual({ type: "change", change: { gateway: 5 }, requestRows: [] });
  record.finish("ok", 200);
  expect(await next(events)).toMatchObject({ change: {}, requestRows: [{ id: "one", outcome: "ok" }] });
});

test("a thousand changes become a few events, and the last state is right", async () => {
  const { feed, change, log } = sources();
  const { events, end } = follow(feed);
  await next(events);
  const heard: LiveEvent[] = [];
  const rest = (async () => {
    for (;;) heard.push(await next(events));
  })().catch(() => {});
  for (let count = 1; count <= 1000; count += 1) {
    change("accounts", count);
    if (count % 2 === 0) change("gateway", -count);
    log.begin(seed(`r${count}`)).finish("ok", 200);
    // A burst goes on over many turns of the event loop.
    if (count % 5 === 0) await immediate();
  }
  change("models", 1);
  await expect
    .poll(() => heard.some((event) => event.type === "change" && "models" in event.change))
    .toBe(true);
  end();
  await rest;
  expect(heard.length).toBeLessThan(50);
  const state: Partial<Record<keyof LiveState, unknown>> = {};
  for (const event of heard) if (event.type === "change") Object.assign(state, event.change);
  expect(state).toMatchObject({ accounts: 1000, gateway: -1000, models: 1 });
  const rows = heard.flatMap((event) => (event.type === "change" ? event.requestRows : []));
  expect(rows.at(-1)).toMatchObject({ id: "r1000", outcome: "ok" });
  expect(rows.length).toBeLessThanOrEqual(500);
});

test("what was sent does not change afterwards", async () => {
  const { feed, log } = sources();
  const { events } = follow(feed);
  await next(events);
  const record = log.begin(seed("one"));
  const begun = await next(events);
  record.finish("failed", 500);
  expect(begun).toMatchObject({ requestRows: [{ outcome: "running" }] });
});

test("a follower that leaves lets go of every listener", async () => {
  const { feed, listening } = sources();
  expect(feed.watched()).toBe(false);
  const { events, end } = follow(feed);
  await next(events);
  expect(listening()).toBe(names.length + 2);
  expect(feed.watched()).toBe(true);
  const waiting = events.next();
  end();
  expect(await waiting).toEqual({ value: undefined, done: true });
  expect(listening()).toBe(0);
  expect(feed.watched()).toBe(false);
});

test("over HTTP a follower whose connection breaks lets go as well", async () => {
  const { feed, listening, change } = sources();
  const router = { feed: os.handler(({ signal }) => feed.follow(signal)) };
  const token = "console-token-of-this-test";
  const console = await startConsole({
    router,
    access: createConsoleAccess(token, Date.now),
    logger: { error() {} },
    port: 0,
    rendererFolder: null,
  });
  onTestFinished(() => console.close());
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const following = begin(`${console.url}/rpc/feed`, { method: "POST", headers, body: "{}" });
  await following.received(1);
  change("gateway", 5);
  await expect.poll(() => following.text()).toContain('"change":{"gateway":5}');
  expect(listening()).toBe(names.length + 2);
  following.abort();
  await expect.poll(() => listening()).toBe(0);
  expect(feed.watched()).toBe(false);
});

test("a reader that stalls holds no more rows than are shown, and does not miss one that changes again", async () => {
  const { feed, log } = sources();
  const { events } = follow(feed);
  await next(events);
  const first = log.begin(seed("first"));
  for (let index = 0; index < 1000; index += 1) log.begin(seed(`row-${index}`)).finish("ok", 200);
  first.finish("ok", 200);
  const event = await next(events);
  if (event.type !== "change") throw new Error("It begins anew.");
  expect(event.requestRows).toHaveLength(100);
  expect(event.requestRows.at(-1)).toMatchObject({ id: "first", outcome: "ok" });
});
