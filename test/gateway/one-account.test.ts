/**
 * With a single account nothing that went wrong before keeps the next good request from being served at once: only
 * what the backend is known to refuse is refused here.
 */
import { describe, expect, test } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import type { Behaviour } from "../../src-main/simulator/answers/script.ts";
import { hello, postJson, startSwitchyard, type Running } from "../support/switchyard.ts";

const farAway = "Fri, 21 Oct 9999 07:28:00 GMT";
const throttled = failures.rateLimit(1);
const overloaded = failures.overloaded();
const usedUp = (error: object) => ({
  status: 429,
  body: { error: { type: "usage_limit_reached", ...error } },
});

const faults: [string, Behaviour][] = [
  ["500", { reply: failures.serverError() }],
  ["403", { reply: failures.forbidden() }],
  ["401 with a renewal that works", { reply: failures.tokenExpired() }],
  ["401 without words", { reply: { status: 401 } }],
  ["401 for an invalidated token", { reply: failures.tokenInvalidated() }],
  ["a connection cut before the answer", { cutAfterBytes: 0 }],
  ["a stream cut in its handshake", { cutAfterEvents: 1 }],
  ["a stream cut in its middle", { text: "one two three four five", cutAfterEvents: 12 }],
  ["an answer that is no stream", { reply: { status: 200, body: "<html>Sign in to the hotel</html>" } }],
  ["a stream of something else", { rawSse: "event: x\ndata: {not json\n\ndata: 5\n\n" }],
  ["a throttle until the year 9999", { reply: { ...throttled, headers: { "retry-after": farAway } } }],
  ["overload until the year 9999", { reply: { ...overloaded, headers: { "retry-after": farAway } } }],
  ["a used-up plan that resets in the year 33658", { reply: usedUp({ resets_at: 1e12 }) }],
  ["a used-up plan that resets never", { reply: usedUp({ resets_at: 1e300, resets_in_seconds: 1e300 }) }],
  ["a used-up plan that has reset", { reply: usedUp({ resets_at: 1 }) }],
];

const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] }];
const surfaces: [string, string, object, Record<string, string>][] = [
  ["chat", "/v1/chat/completions", hello, {}],
  ["chat, streamed", "/v1/chat/completions", { ...hello, stream: true }, {}],
  ["completions", "/v1/completions", { model: "gpt-5.5", prompt: "hello" }, {}],
  ["responses", "/v1/responses", { model: "gpt-5.5", input: "hello" }, {}],
  ["messages", "/v1/messages", { ...hello, max_tokens: 9 }, { "anthropic-version": "2023-06-01" }],
  [
    "Codex",
    "/codex/v1/responses",
    { model: "gpt-5.5", instructions: "Be brief.", input, store: false, stream: true },
    { version: "0.169.0", originator: "codex_exec" },
  ],
];

async function ask({ url }: Running, surface: (typeof surfaces)[number], conversation: string) {
  const [, path, body, headers] = surface;
  const response = await postJson(url + path, body, { ...headers, "session-id": conversation });
  return {
    status: response.status,
    text: await response.text().catch(() => "cut"),
    headers: response.headers,
  };
}

describe.each(surfaces)("%s", (...surface) => {
  test.each(faults)("five times %s, then all is well", async (_name, behaviour) => {
    const running = await startSwitchyard();
    const { simulator, client } = running;
    simulator.script.next({ ...behaviour, times: 10 });
    for (let turn = 0; turn < 5; turn += 1) {
      const before = simulator.requests.turns().length;
      const failed = await ask(running, surface, `talk ${turn}`);
      expect(failed.text).not.toContain("left alone for a moment");
      // Nobody was refused without being asked for.
      expect(simulator.requests.turns().length).toBeGreaterThan(before);
    }
    simulator.script.clear();
    const good = await ask(running, surface, "good");
    expect(good.status, good.text).toBe(200);
    expect(await client.accounts.list()).toMatchObject([{ health: "ok", lastProblem: null }]);
    expect((await client.requests.recent({ limit: 1 }))[0]).toMatchObject({ attempts: 1, outcome: "ok" });
  });
});
