/** /codex/v1/responses over a WebSocket: natively, and over HTTP where the backend has none for us. */
import { expect, test } from "vitest";
import { failures, streamFailures } from "../../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { limitsRead } from "../../support/switchyard.ts";
import { textOf } from "../../support/web-socket.ts";
import {
  asked,
  begin,
  conversation,
  goOn,
  idOf,
  inputs,
  lastRow,
  picture,
  prewarm,
  refuseUpgrades,
  responses,
  rows,
  says,
  startBench,
  system,
} from "./codex-frames.ts";

test("frames go through as they are; credentials and limits are ours, each response has its row", async () => {
  const bench = await startBench();
  const { socket, simulator, client } = bench;
  expect(socket.headers["x-codex-primary-used-percent"]).toBe("10");
  expect(socket.headers["x-codex-turn-state"]).toBeTruthy();
  const [upgrade] = simulator.requests.to(responses);
  expect(upgrade).toMatchObject({ method: "GET", status: 101, accountId: "one" });
  expect(upgrade?.headers).toMatchObject({
    originator: "codex_exec",
    version: "0.169.0",
    "openai-beta": "responses_websockets=2026-02-06",
    "session-id": conversation,
    "chatgpt-account-id": "00000000-0000-4000-8000-000000000001",
  });
  // Nothing that a browser would say.
  expect(Object.keys(upgrade?.headers ?? {}).filter((name) => /^sec-fetch|^accept/.test(name))).toEqual([]);

  const warm = await socket.turn(prewarm);
  expect(warm.map(({ type }) => type).at(-1)).toBe("response.completed");
  const first = await socket.turn(goOn(warm, system, says("say one")));
  expect(textOf(first)).toBe("one");
  const second = await socket.turn(goOn(first, says("say two — ü")));
  expect(textOf(second)).toBe("two — ü");
  // The wire carried what the client sent and not a byte more.
  expect(simulator.requests.turns().at(-1)).toEqual(goOn(first, says("say two — ü")));
  expect(simulator.requests.entries.every(({ socket: on, method }) => method === "GET" || on === 1)).toBe(
    true,
  );

  const listed = await rows(bench);
  expect(listed).toHaveLength(3);
  expect(listed[0]).toMatchObject({
    endpoint: "/codex/v1/responses",
    protocol: "codex",
    client: { name: "codex_exec", version: "0.169.0" },
    model: "gpt-5.5",
    outcome: "ok",
    attempts: 1,
    stream: true,
  });
  expect(listed[0]?.tokens?.output).toBeGreaterThan(0);
  const [account] = await client.accounts.list();
  expect(account?.limits?.source).toBe("headers");
});

for (const status of [404, 426, 500, 503]) {
  test(`an upgrade that the backend answers ${status}: the session goes on over HTTP`, async () => {
    const bench = await startBench({}, refuseUpgrades(status));
    const { socket, simulator } = bench;
    const warm = await socket.turn(prewarm);
    expect(warm.map(({ type }) => type)).toEqual(["response.created", "response.completed"]);
    const first = await socket.turn(goOn(warm, system, says("say one")));
    expect(textOf(first)).toBe("one");
    const second = await socket.turn(goOn(first, says("say two")));
    expect(textOf(second)).toBe("two");

    expect(asked(bench).map(({ socket: on }) => on)).toEqual([null, null]);
    expect(inputs(bench)[1]?.map((item) => item.role ?? item.type)).toEqual([
      "developer",
      "user",
      "reasoning",
      "assistant",
      "user",
    ]);
    expect(simulator.requests.turns()[1]).not.toHaveProperty("previous_response_id");
    expect((await rows(bench)).map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ["ok", 1],
      ["ok", 1],
      ["ok", 1],
    ]);
  });
}

test("over HTTP what stood in the metadata is said in headers, and a turn keeps its place", async () => {
  const bench = await startBench({}, refuseUpgrades());
  const { socket, simulator } = bench;
  const lite = {
    model: "gpt-6.1-sol",
    stream: true,
    store: false,
    parallel_tool_calls: false,
    reasoning: { effort: "low", context: "all_turns" },
    client_metadata: {
      turn_id: "t1",
      "x-codex-turn-metadata": '{"turn":1}',
      ws_request_header_x_openai_internal_codex_responses_lite: "true",
    },
  };
  const tools = { type: "additional_tools", role: "developer", tools: [] };
  const first = await socket.turn({ ...lite, input: [tools, system, says("say light")] });
  expect(textOf(first)).toBe("light");
  await socket.turn({ ...lite, input: [says("again")], previous_response_id: idOf(first) });
  const next = { ...lite, client_metadata: { ...lite.client_metadata, turn_id: "t2" } };
  await socket.turn({ ...next, input: [tools, system, says("a new turn")] });
  const turns = asked(bench);
  expect(turns[0]?.headers).toMatchObject({
    "x-openai-internal-codex-responses-lite": "true",
    "x-codex-turn-metadata": '{"turn":1}',
    accept: "text/event-stream",
  });
  expect(turns[0]?.headers["openai-beta"]).toBeUndefined();
  const { turn_id, ...flags } = lite.client_metadata;
  const { ws_request_header_x_openai_internal_codex_responses_lite: _, ...kept } = flags;
  expect(simulator.requests.turns()[0]?.["client_metadata"]).toEqual({ turn_id, ...kept });
  const states = turns.map(({ headers: told }) => told["x-codex-turn-state"]);
  expect([states[0], states[2]]).toEqual([undefined, undefined]);
  expect(states[1]).toBeTruthy();
});

test("a backend that closes between two responses, or before the first output, is not missed", async () => {
  const bench = await startBench();
  const { socket, simulator } = bench;
  const first = await socket.turn(begin("say one"));
  // created, in_progress and nothing more.
  simulator.script.next({ cutAfterEvents: 2 });
  const second = await socket.turn(goOn(first, says("say two")));
  expect(textOf(second)).toBe("two");
  expect(second.filter(({ type }) => type === "response.created")).toHaveLength(1);
  expect(asked(bench).map(({ socket: on }) => on)).toEqual([1, 1, null]);
  expect(inputs(bench)[2]).toHaveLength(5);
  // From now on over HTTP, without asking the backend for another connection.
  expect(textOf(await socket.turn(goOn(second, says("say three"))))).toBe("three");
  expect(simulator.requests.entries.filter(({ status }) => status === 101)).toHaveLength(1);
});

test("a backend that closes between two responses is not missed either", async () => {
  const bench = await startBench();
  const { socket, simulator } = bench;
  simulator.script.next({ closeAfterwards: true });
  const first = await socket.turn(begin("say one"));
  expect(await asked(bench)[0]?.closed).toBe("sent");
  const second = await socket.turn(goOn(first, says("say two")));
  expect(textOf(second)).toBe("two");
  expect(asked(bench).map(({ socket: on }) => on)).toEqual([1, null]);
});

test("a connection that breaks in the middle of an answer breaks here too", async () => {
  const bench = await startBench();
  const { socket, simulator } = bench;
  simulator.script.next({ cutAfterEvents: 8 });
  await expect(socket.turn(begin("say it all"))).rejects.toThrow(/closed after/);
  expect((await socket.closed).code).toBe(1011);
  expect(await lastRow(bench)).toMatchObject({ outcome: "failed", problem: { code: "stream_cut" } });
});

test("a client that leaves takes the backend's work with it", async () => {
  for (const script of [undefined, refuseUpgrades()]) {
    const bench = await startBench({}, script);
    const { socket, simulator } = bench;
    const gate = createGate();
    simulator.script.next({ gate: { afterEvents: 5, gate } });
    socket.send({ type: "response.create", ...begin("hello") });
    await gate.reached;
    socket.socket.terminate();
    expect(await simulator.requests.lastAsked?.closed).toBe("cut");
    await expect.poll(async () => (await lastRow(bench))?.outcome).toBe("cancelled");
    gate.open();
  }
});

test("before any output another account takes over, with the whole conversation", async () => {
  for (const script of [undefined, refuseUpgrades()]) {
    const bench = await startBench({ signIn: ["one", "two"] }, script);
    const { socket, simulator } = bench;
    const first = await socket.turn({ ...begin("say one"), reasoning: {} });
    const resetsAt = Date.now() + 3_600_000;
    const reply = failures.usageLimit({ plan: "plus", resetsAt, now: Date.now() });
    simulator.script.next({ account: "one", reply });
    const second = await socket.turn({ ...goOn(first, says("say two")), reasoning: {} });
    expect(textOf(second)).toBe("two");
    expect(second[0]?.type).toBe("response.created");
    expect(asked(bench).at(-1)?.accountId).toBe("two");
    expect(inputs(bench).at(-1)).toHaveLength(4);
    expect(await lastRow(bench)).toMatchObject({ outcome: "ok", attempts: 2 });
    // And stays there, with what is new only.
    const third = await socket.turn({ ...goOn(second, says("say three")), reasoning: {} });
    expect(textOf(third)).toBe("three");
    expect(inputs(bench).at(-1)).toHaveLength(script === undefined ? 1 : 6);
  }
});

test("the next account gets the conversation without the thoughts it cannot read", async () => {
  const bench = await startBench({ signIn: ["one", "two"] });
  const { socket, simulator } = bench;
  const first = await socket.turn(begin("say one"));
  simulator.script.next({ account: "one", reply: failures.overloaded() });
  const second = await socket.turn(goOn(first, says("say two")));
  expect(textOf(second)).toBe("two");
  expect(
    inputs(bench)
      .at(-1)
      ?.map(({ type }) => type),
  ).toEqual(["message", "message", "message", "message"]);
});

test("a failure told inside a stream before any output moves on as well", async () => {
  const { socket, simulator } = await startBench({ signIn: ["one", "two"] });
  simulator.script.next({ account: "one", end: streamFailures.overloaded(), endAfterOutputEvents: 0 });
  const frames = await socket.turn(begin("say it"));
  expect(textOf(frames)).toBe("it");
  expect(frames.filter(({ type }) => type === "response.created")).toHaveLength(1);
});

test("what no account can serve is told in the backend's words, then in ours, always as an error frame", async () => {
  for (const script of [undefined, refuseUpgrades()]) {
    const bench = await startBench({}, script);
    const { socket, simulator } = bench;
    const resetsAt = Date.now() + 3_600_000;
    const reply = failures.usageLimit({ plan: "plus", resetsAt, now: Date.now() });
    simulator.script.next({ reply });
    await limitsRead(bench);
    Object.assign(simulator.account("one").windows[0] ?? {}, { usedPercent: 100, resetsAt });
    const [told] = await socket.turn(begin("hello"));
    expect(told).toMatchObject({ type: "error", status: 429, ...(reply.body as object) });
    expect(told?.headers?.["x-codex-active-limit"]).toBe("codex");
    const [again] = await socket.turn(begin("hello"));
    expect(again).toMatchObject({
      type: "error",
      status: 429,
      error: { type: "usage_limit_reached", resets_at: Math.floor(resetsAt / 1000) },
    });
    expect(simulator.requests.turns()).toHaveLength(1);
    expect(await lastRow(bench)).toMatchObject({ outcome: "failed", status: 429 });
  }
});

test("what only the client can mend goes back to it untouched, and the connection stays", async () => {
  for (const script of [undefined, refuseUpgrades()]) {
    const { socket } = await startBench({ signIn: ["one", "two"] }, script);
    const [refused] = await socket.turn({ ...begin("hello"), temperature: 1 });
    expect(refused).toMatchObject({ type: "error", status: 400 });
    expect(refused?.error?.["message"]).toBe("Unsupported parameter: temperature");
    const [lost] = await socket.turn({ ...begin("hello"), previous_response_id: "resp_unknown" });
    expect(lost).toMatchObject({ status: 400, error: { code: "previous_response_not_found" } });
    socket.send("{broken");
    expect((await socket.untilEnd())[0]).toMatchObject({ type: "error", error: { code: "invalid_json" } });
    expect(textOf(await socket.turn(begin("say still here")))).toBe("still here");
  }
});

test("a login that ends on an open connection is renewed once, on a new one", async () => {
  const { socket, simulator } = await startBench();
  simulator.script.next({ reply: failures.tokenExpired() });
  expect(textOf(await socket.turn(begin("say again")))).toBe("again");
  expect(simulator.requests.to("/oauth/token")).toHaveLength(1);
  expect(simulator.requests.entries.filter(({ status }) => status === 101)).toHaveLength(2);
});

test("a refused login is renewed before the client's upgrade is answered", async () => {
  const { socket, simulator } = await startBench(
    {},
    ({ simulator: sim }) => void sim.script.next({ method: "GET", reply: failures.tokenExpired() }),
  );
  expect(simulator.requests.to("/oauth/token")).toHaveLength(1);
  expect(textOf(await socket.turn(begin("say hello")))).toBe("hello");
  expect(simulator.requests.lastAsked?.socket).toBe(1);
});

test("the end of a connection's hour is passed on, and the connection with it", async () => {
  const { socket, simulator } = await startBench();
  const error = {
    code: "websocket_connection_limit_reached",
    message: "60 minutes",
    type: "invalid_request_error",
  };
  simulator.script.next({ reply: { status: 400, body: { error } } });
  const [limit] = await socket.turn(begin("hello"));
  expect(limit).toMatchObject({ type: "error", status: 400, error });
  expect((await socket.closed).code).toBe(1000);
});

test("acknowledgements reach the backend and disturb nobody", async () => {
  for (const script of [undefined, refuseUpgrades()]) {
    const { socket } = await startBench({}, script);
    const first = await socket.turn(begin("say one"));
    socket.send({ type: "response.processed", response_id: idOf(first) });
    expect(textOf(await socket.turn(goOn(first, says("say two"))))).toBe("two");
    socket.socket.send(Buffer.from("{}"));
    expect((await socket.closed).code).toBe(1003);
  }
});

test("responses asked for at once come one after the other; too many end the connection", async () => {
  const { socket, simulator } = await startBench();
  const gate = createGate();
  simulator.script.next({ gate: { afterEvents: 0, gate } });
  for (let n = 0; n < 3; n += 1) socket.send({ type: "response.create", ...begin(`say ${n}`) });
  gate.open();
  const texts = [];
  for (let n = 0; n < 3; n += 1) texts.push(textOf(await socket.untilEnd()));
  expect(texts).toEqual(["0", "1", "2"]);
  const held = createGate();
  simulator.script.next({ gate: { afterEvents: 0, gate: held } });
  for (let n = 0; n < 9; n += 1) socket.send({ type: "response.create", ...begin("hi") });
  expect((await socket.closed).code).toBe(1008);
  held.open();
});

test("what was said is forgotten beyond the limit of a body, and the client is asked for all of it", async () => {
  const bench = await startBench({}, refuseUpgrades());
  const { socket, client } = bench;
  await client.settings.update({ gateway: { bodyLimitMb: 1 } });
  const first = await socket.turn(begin("say one"));
  const second = await socket.turn(goOn(first, picture(900_000), says("say two")));
  expect(textOf(second)).toBe("two");
  const third = await socket.turn(goOn(second, picture(200_000)));
  expect(third.at(-1)?.type).toBe("response.completed");
  const [forgotten] = await socket.turn(goOn(third, says("hi")));
  expect(forgotten).toMatchObject({ status: 400, error: { code: "previous_response_not_found" } });
  expect(textOf(await socket.turn(begin("say all again")))).toBe("all again");
});

test("a client that reads slowly is waited for: the backend's WebSocket is read no faster, and nothing is lost", async () => {
  const bench = await startBench();
  const { socket, simulator, client } = bench;
  await client.settings.update({ gateway: { bodyLimitMb: 4 } });
  const frame = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
  const piece = frame({ type: "response.output_text.delta", delta: "x".repeat(100_000) });
  const created = frame({ type: "response.created", response: { id: "resp_1" } });
  const end = frame({ type: "response.completed", response: { id: "resp_1" } });
  simulator.script.next({ rawSse: created + piece.repeat(300) + end });
  const pings: unknown[] = [];
  socket.socket.on("ping", (data) => pings.push(data));
  socket.socket.pause();
  const turn = socket.turn(begin("say much"));
  // Until nothing moves any more: everything between is as full as it gets.
  const moved = async () => (await lastRow(bench))?.timing.firstOutput ?? null;
  await expect.poll(moved).not.toBeNull();
  for (let turns = 0; turns < 2_000; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  socket.socket.resume();
  const frames = await turn;
  expect(frames.filter(({ type }) => type === "response.output_text.delta")).toHaveLength(300);
  expect(pings).toEqual([]);
});
