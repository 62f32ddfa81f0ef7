/** The WebSocket of /codex/responses against codex-backend 2.9. */
import { describe, expect, it } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { openSocket, textOf, UpgradeRefused, type Frame, type TestSocket } from "../support/web-socket.ts";
import { startBench, turn, userMessage, type Bench } from "./harness.ts";

const path = "/backend-api/codex/responses";

function open(bench: Bench, account = "ann", more: Record<string, string> = {}): Promise<TestSocket> {
  return openSocket(bench.simulator.url + path, { ...bench.headersFor(account), ...more });
}

const idOf = (frames: Frame[]) => frames.at(-1)?.response?.id ?? "";

describe("WebSocket", () => {
  it("tells limits and turn state with the 101", async () => {
    const bench = await startBench({
      accounts: [{ id: "ann", windows: [{ minutes: 300, usedPercent: 12 }] }],
    });
    const { headers } = await open(bench);
    expect(headers["x-codex-primary-used-percent"]).toBe("12");
    expect(headers["x-codex-turn-state"]).toBeTruthy();
    expect(headers["openai-model"]).toBeUndefined();
    expect(bench.simulator.requests.last).toMatchObject({ method: "GET", status: 101, accountId: "ann" });
  });

  it("refuses the upgrade to dead logins, and as scripted", async () => {
    const bench = await startBench();
    const refusal = (headers: Record<string, string>) =>
      openSocket(bench.simulator.url + path, headers).catch((error: unknown) => error);
    const dead = bench.headersFor("ann");
    bench.simulator.revokeTokens((dead["authorization"] ?? "").slice(7));
    expect(await refusal(dead)).toMatchObject({
      status: 401,
      body: expect.stringContaining("token_revoked"),
    });
    for (const status of [426, 404, 401, 500]) {
      bench.simulator.script.next({ method: "GET", reply: { status } });
      const error = await refusal(bench.headersFor("ann"));
      expect(error).toBeInstanceOf(UpgradeRefused);
      expect(error).toMatchObject({ status });
    }
  });

  it("leaves an upgrade without an answer as long as it is told", async () => {
    const bench = await startBench();
    const gate = createGate();
    bench.simulator.script.next({ method: "GET", headersGate: gate });
    const opening = open(bench);
    await gate.reached;
    gate.open();
    expect((await opening).headers.upgrade).toBe("websocket");
  });

  it("warms up without output, and goes on from there with only what is new", async () => {
    const bench = await startBench();
    const socket = await open(bench);
    const { input: _, ...empty } = turn("");
    const warm = await socket.turn({ ...empty, input: [], generate: false });
    expect(warm.map(({ type }) => type)).toEqual([
      "response.created",
      "response.in_progress",
      "response.completed",
    ]);
    expect(warm.at(-1)?.response?.output).toEqual([]);
    const first = await socket.turn({ ...turn("say one"), previous_response_id: idOf(warm) });
    expect(textOf(first)).toBe("one");
    const second = await socket.turn({ ...turn("say two"), previous_response_id: idOf(first) });
    expect(textOf(second)).toBe("two");
    // The model was given everything, the wire only what is new.
    const usage = second.at(-1)?.response?.["usage"] as { input_tokens: number };
    const before = first.at(-1)?.response?.["usage"] as { input_tokens: number };
    expect(usage.input_tokens).toBeGreaterThan(before.input_tokens);
    expect(bench.simulator.requests.turns().at(-1)).toMatchObject({ input: [userMessage("say two")] });
    expect(bench.simulator.requests.last).toMatchObject({ method: "POST", socket: 1 });
  });

  it("pairs a tool's output with the call that stands only in its own memory", async () => {
    const bench = await startBench();
    const socket = await open(bench);
    bench.simulator.script.next({
      calls: [{ kind: "function", name: "now", namespace: null, payload: "{}" }],
    });
    const called = await socket.turn(turn("what time is it"));
    const call = called.find(
      ({ type, item }) => type.endsWith("item.done") && item?.type === "function_call",
    );
    const output = { type: "function_call_output", call_id: call?.item?.["call_id"], output: "noon" };
    const more = { input: [output], previous_response_id: idOf(called) };
    expect(textOf(await socket.turn({ ...turn(""), ...more }))).toContain("noon");
    const lost = await (await open(bench)).turn({ ...turn(""), ...more });
    expect(lost).toEqual([
      expect.objectContaining({
        type: "error",
        status: 400,
        error: expect.objectContaining({ code: "previous_response_not_found" }),
      }),
    ]);
  });

  it("holds frames against the rules of a turn; errors leave the connection open", async () => {
    const bench = await startBench();
    const socket = await open(bench);
    const [refused] = await socket.turn({ ...turn("hi"), temperature: 1 });
    expect(refused).toMatchObject({ type: "error", status: 400 });
    expect(refused?.error?.["message"]).toBe("Unsupported parameter: temperature");
    const resetsAt = bench.clock.now() + 60_000;
    bench.simulator.script.next({
      reply: failures.usageLimit({ plan: "plus", resetsAt, now: bench.clock.now() }),
    });
    const [limited] = await socket.turn(turn("hi"));
    expect(limited).toMatchObject({ status: 429, error: { type: "usage_limit_reached" } });
    expect(limited?.headers?.["x-codex-active-limit"]).toBe("codex");
    socket.send("{broken");
    expect((await socket.untilEnd())[0]?.type).toBe("error");
    expect(textOf(await socket.turn(turn("say still here")))).toBe("still here");
  });

  it("takes the Lite flag from the metadata", async () => {
    const bench = await startBench();
    const socket = await open(bench);
    const lite = {
      model: "gpt-6.1-sol",
      store: false,
      stream: true,
      parallel_tool_calls: false,
      reasoning: { effort: "low", context: "all_turns" },
      client_metadata: { ws_request_header_x_openai_internal_codex_responses_lite: "true" },
      input: [{ type: "additional_tools", role: "developer", tools: [] }, userMessage("say light")],
    };
    expect(textOf(await socket.turn(lite))).toBe("light");
    const { client_metadata: _, ...heavy } = lite;
    expect((await socket.turn(heavy))[0]).toMatchObject({ type: "error", status: 400 });
  });

  it("ignores acknowledgements, refuses bytes and what is no event", async () => {
    const bench = await startBench();
    const socket = await open(bench);
    socket.send({ type: "response.processed", response_id: "resp_1" });
    expect((await socket.turn(turn("hi")))[0]?.type).toBe("response.created");
    socket.send({ type: "response.destroy" });
    expect((await socket.untilEnd())[0]).toMatchObject({ type: "error", error: { code: "invalid_event" } });
    socket.socket.send(Buffer.from("{}"));
    expect((await socket.closed).code).toBe(1003);
  });

  it("ends a connection after an hour", async () => {
    const bench = await startBench();
    const socket = await open(bench);
    bench.clock.advance(60 * 60_000);
    const [limit] = await socket.turn(turn("hi"));
    expect(limit?.error?.["code"]).toBe("websocket_connection_limit_reached");
    expect((await socket.closed).code).toBe(1000);
  });

  it("stalls, cuts and makes noise where it is told to", async () => {
    const bench = await startBench();
    const socket = await open(bench);
    bench.simulator.script.next({ noise: true, text: "one two" });
    const noisy = await socket.turn(turn("hi"));
    expect(noisy.filter(({ type }) => type === "keepalive")).toHaveLength(noisy.length / 2);
    const gate = createGate();
    bench.simulator.script.next({ gate: { afterEvents: 2, gate } });
    const before = socket.received.length;
    const held = socket.turn(turn("hi"));
    await gate.reached;
    expect(socket.received.length).toBeLessThanOrEqual(before + 2);
    gate.open();
    expect((await held).at(-1)?.type).toBe("response.completed");
    bench.simulator.script.next({ cutAfterEvents: 3 });
    await expect(socket.turn(turn("hi"))).rejects.toThrow(/closed after/);
    expect((await socket.closed).code).toBe(1006);
    expect(await bench.simulator.requests.last?.closed).toBe("cut");
  });
});
