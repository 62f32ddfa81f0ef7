import { describe, expect, it } from "vitest";
import { failures, streamFailures } from "../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import type { Behaviour } from "../../src-main/simulator/answers/script.ts";
import {
  eventsOf,
  itemsOf,
  jsonOf,
  messageText,
  startBench,
  turn,
  typesOf,
  type Bench,
  type Exchange,
} from "./harness.ts";
import { START } from "../support/manual-clock.ts";

async function scripted(behaviour: Behaviour): Promise<{ bench: Bench; answer: Exchange }> {
  const bench = await startBench();
  bench.simulator.script.next(behaviour);
  return { bench, answer: await bench.turn(turn("say hello there")) };
}

describe("matching", () => {
  it("uses a behaviour once, or as often as told, in the order of the queue", async () => {
    const bench = await startBench();
    const first = bench.simulator.script.next({ text: "one" });
    bench.simulator.script.next({ text: "two", times: 2 });
    const said: string[] = [];
    for (let index = 0; index < 4; index += 1)
      said.push(messageText((await bench.turn(turn("say usual"))).text));
    expect(said).toEqual(["one", "two", "two", "usual"]);
    expect(first.uses).toBe(1);
  });

  it("goes on for ever until removed", async () => {
    const bench = await startBench();
    const queued = bench.simulator.script.next({ text: "again", always: true });
    expect(messageText((await bench.turn(turn("say usual"))).text)).toBe("again");
    expect(messageText((await bench.turn(turn("say usual"))).text)).toBe("again");
    queued.remove();
    expect(messageText((await bench.turn(turn("say usual"))).text)).toBe("usual");
  });

  it("looks at account, path, method and anything else", async () => {
    const bench = await startBench();
    const { script } = bench.simulator;
    script.next({ account: "bob", text: "for bob" });
    script.next({ path: "/backend-api/wham/usage", method: "GET", reply: failures.serverError() });
    script.next({ when: (request) => request.headers["session-id"] === "s1", text: "for s1" });
    expect(messageText((await bench.turn(turn("say usual"))).text)).toBe("usual");
    expect(messageText((await bench.turn(turn("say usual"), { "session-id": "s1" })).text)).toBe("for s1");
    expect(messageText((await bench.turn(turn("say usual"), bench.headersFor("bob"))).text)).toBe("for bob");
    expect((await bench.get("/wham/usage")).status).toBe(500);
    expect((await bench.get("/wham/usage")).status).toBe(200);
  });
});

describe("time", () => {
  it("holds headers, first byte and single events back by the clock", async () => {
    const bench = await startBench();
    bench.simulator.script.next({ headersDelayMs: 1_000, firstByteDelayMs: 2_000, eventDelayMs: 500 });
    const running = bench.beginTurn(turn("say hi"));
    let headersCame = false;
    void running.started.then(() => (headersCame = true));
    await bench.clock.awaited();
    expect(headersCame).toBe(false);
    bench.clock.advance(1_000);
    await running.started;
    await bench.clock.awaited();
    expect(running.text()).toBe("");
    bench.clock.advance(2_000);
    await running.received(1);
    await bench.clock.awaited();
    expect(typesOf(running.text())).toEqual(["response.created"]);
    bench.clock.advance(500);
    await bench.clock.awaited();
    running.abort();
  });

  it("paces words when told to, and nothing else", async () => {
    const bench = await startBench({ wordDelayMs: 40 });
    const running = bench.beginTurn(turn("say hello there", { reasoning: { effort: "none" } }));
    await bench.clock.awaited();
    bench.clock.advance(40);
    await bench.clock.awaited();
    bench.clock.advance(40);
    expect(messageText((await running.done).text)).toBe("hello there");
  });

  it("waits at gates until they are opened", async () => {
    const bench = await startBench();
    const [headersGate, firstByteGate, gate] = [createGate(), createGate(), createGate()];
    bench.simulator.script.next({ headersGate, firstByteGate, gate: { afterEvents: 2, gate } });
    const running = bench.beginTurn(turn("say hi"));
    await headersGate.reached;
    headersGate.open();
    await firstByteGate.reached;
    await running.started;
    expect(running.text()).toBe("");
    firstByteGate.open();
    await gate.reached;
    gate.open();
    expect(typesOf((await running.done).text).at(-1)).toBe("response.completed");
  });

  it("stalls for ever, and notices when the client goes away", async () => {
    const bench = await startBench();
    bench.simulator.script.next({ stallAfterEvents: 2 });
    const running = bench.beginTurn(turn("say hi"));
    const request = await bench.simulator.requests.waitFor(() => true);
    await running.received(400);
    running.abort();
    expect(await request.closed).toBe("cut");
  });

  it("closes in the middle of a stall", async () => {
    const bench = await startBench();
    bench.simulator.script.next({ stallAfterEvents: 1 });
    const running = bench.beginTurn(turn("say hi"));
    await running.received(1);
    await bench.simulator.close();
    expect((await running.done).whole).toBe(false);
  });
});

describe("the wire", () => {
  it("cuts after so many events", async () => {
    const { answer } = await scripted({ cutAfterEvents: 3 });
    expect(answer.whole).toBe(false);
    expect(typesOf(answer.text)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
    ]);
  });

  it("cuts after so many bytes", async () => {
    const { answer } = await scripted({ cutAfterBytes: 10 });
    expect(answer.whole).toBe(false);
    expect(answer.text).toBe("event: res");
  });

  it("cuts before anything was said", async () => {
    const bench = await startBench();
    bench.simulator.script.next({ cutAfterBytes: 0 });
    await expect(bench.turn(turn("hi"))).rejects.toThrow("socket hang up");
  });

  it("cuts plain answers too", async () => {
    const bench = await startBench();
    bench.simulator.script.next({ path: "/backend-api/wham/usage", method: "GET", cutAfterBytes: 5 });
    const answer = await bench.get("/wham/usage");
    expect(answer.whole).toBe(false);
    expect(answer.text).toHaveLength(5);
  });

  it("splits at every byte without changing the text", async () => {
    const usual = await scripted({});
    const { answer } = await scripted({ splitEveryBytes: 1 });
    expect(answer.text).toBe(usual.answer.text);
    expect(Math.max(...answer.chunks.map((chunk) => chunk.length))).toBe(1);
  });

  it("splits at given bytes", async () => {
    const { answer } = await scripted({ splitAt: [3, 11] });
    expect(answer.chunks.slice(0, 2).map(String)).toEqual(["eve", "nt: resp"]);
  });

  it("frames as told", async () => {
    const { answer } = await scripted({
      lineEnd: "\r\n",
      noise: true,
      omitEventLines: true,
      doneMarker: true,
    });
    expect(answer.text).not.toMatch(/[^\r]\n/);
    expect(answer.text).toContain(": ping\r\n\r\n");
    expect(answer.text).not.toContain("event: response");
    expect(answer.text.endsWith("data: [DONE]\r\n\r\n")).toBe(true);
    expect(typesOf(answer.text).filter((type) => type === "keepalive")).not.toHaveLength(0);
    expect(messageText(answer.text)).toBe("hello there");
  });

  it("sends raw text", async () => {
    const { answer } = await scripted({ rawSse: "data: whatever\n\n" });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe("data: whatever\n\n");
  });
});

describe("replies in place of the usual one", () => {
  const facts = { plan: "plus", resetsAt: START + 3_600_000, now: START };

  it.each([
    ["an expired token", failures.tokenExpired(), 401, "token_expired"],
    ["a revoked token", failures.tokenRevoked(), 401, "token_revoked"],
    ["a deactivated workspace", failures.deactivatedWorkspace(), 402, "deactivated_workspace"],
    ["forbidden", failures.forbidden(), 403, "Forbidden"],
    ["Cloudflare's challenge", failures.cloudflareChallenge(), 403, "Just a moment"],
    ["Cloudflare's path block", failures.emptyNotFound(), 404, ""],
    ["a used-up plan", failures.usageLimit(facts), 429, '"resets_in_seconds":3600'],
    ["a throttle", failures.rateLimit(1.5), 429, "try again in 1.5s"],
    ["a server error", failures.serverError(), 500, "server_error"],
    ["a gateway error", failures.badGateway(), 502, "<html>"],
    ["an overload", failures.overloaded(), 503, "server_is_overloaded"],
  ])("%s", async (_name, reply, status, words) => {
    const { answer } = await scripted({ reply });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
  });

  it("carries the headers of the challenge", async () => {
    const { answer } = await scripted({ reply: failures.cloudflareChallenge() });
    expect(answer.headers["cf-mitigated"]).toBe("challenge");
    expect(answer.headers["content-type"]).toMatch(/^text\/html/);
  });

  it("adds the account's rate headers, and may be made for the account", async () => {
    const { answer } = await scripted({
      reply: (account) => failures.usageLimit({ ...facts, plan: account?.plan ?? "" }),
    });
    expect(answer.headers["x-codex-primary-window-minutes"]).toBe("300");
    expect(answer.headers["x-codex-active-limit"]).toBe("codex");
    expect(jsonOf(answer)["error"]).toMatchObject({ type: "usage_limit_reached", plan_type: "plus" });
  });
});

describe("what happens inside a stream", () => {
  it("fails before any output", async () => {
    const { answer, bench } = await scripted({ end: streamFailures.overloaded(), endAfterOutputEvents: 0 });
    expect(answer.status).toBe(200);
    expect(typesOf(answer.text)).toEqual(["response.created", "response.in_progress", "response.failed"]);
    expect(eventsOf(answer.text).at(-1)?.["response"]).toMatchObject({
      status: "failed",
      error: { code: "server_is_overloaded" },
    });
    expect(bench.simulator.ledger.of("ann").turns).toBe(0);
  });

  it("fails after some output", async () => {
    const end = streamFailures.usageLimit({ plan: "plus", resetsAt: START + 60_000, now: START });
    const { answer } = await scripted({ end, endAfterOutputEvents: 4 });
    expect(eventsOf(answer.text)).toHaveLength(7);
    expect(eventsOf(answer.text).at(-1)).toMatchObject({
      response: { error: { code: "usage_limit_reached", resets_in_seconds: 60 } },
    });
  });

  it("ends with a bare error event", async () => {
    const { answer } = await scripted({
      end: { kind: "error", error: { code: "rate_limit_exceeded", message: "x" } },
    });
    expect(eventsOf(answer.text).at(-1)).toMatchObject({
      type: "error",
      error: { code: "rate_limit_exceeded" },
    });
  });

  it("ends incomplete", async () => {
    const { answer } = await scripted({ end: { kind: "incomplete", reason: "content_filter" } });
    expect(eventsOf(answer.text).at(-1)?.["response"]).toMatchObject({
      incomplete_details: { reason: "content_filter" },
    });
  });

  it("ends without a terminal event", async () => {
    const { answer } = await scripted({ end: { kind: "none" } });
    expect(answer.whole).toBe(true);
    expect(typesOf(answer.text).at(-1)).toBe("response.output_item.done");
  });

  it("tells rate limits as an event", async () => {
    const { answer } = await scripted({ rateLimitsEvent: true });
    const event = eventsOf(answer.text).find((each) => each["type"] === "codex.rate_limits");
    expect(event).toMatchObject({ plan_type: "plus", rate_limits: { primary: { window_minutes: 300 } } });
  });

  it("fills the output of the completed response when told to", async () => {
    const { answer } = await scripted({ fillOutput: true });
    expect(eventsOf(answer.text).at(-1)?.["response"]).toMatchObject({ output: itemsOf(answer.text) });
  });

  it("interleaves parallel calls", async () => {
    const call = (name: string): NonNullable<Behaviour["calls"]>[number] => ({
      kind: "function",
      name,
      namespace: null,
      payload: '{"a":"long enough for two pieces"}',
    });
    const { answer } = await scripted({ calls: [call("one"), call("two")], interleaved: true });
    const indexes = eventsOf(answer.text)
      .filter((event) => event["type"] === "response.function_call_arguments.delta")
      .map((event) => event["output_index"]);
    expect(indexes).toEqual([0, 1, 0, 1, 0, 1]);
    expect(itemsOf(answer.text).map((item) => item["name"])).toEqual(["one", "two"]);
  });

  it("overrides headers", async () => {
    const { answer } = await scripted({ headers: { "openai-model": "gpt-other" } });
    expect(answer.headers["openai-model"]).toBe("gpt-other");
  });
});
