/** Every failure of the backend × stream or not: the right status and code before output, one honest end after it. */
import { describe, expect, test } from "vitest";
import { failures, streamFailures } from "../../src-main/simulator/answers/failures.ts";
import type { Behaviour } from "../../src-main/simulator/answers/script.ts";
import { eventsOf, hello, postJson, startSwitchyard } from "../support/switchyard.ts";

const now = Date.now();
const limit = { plan: "plus", resetsAt: now + 3_600_000, now };

const early: [string, Behaviour, number, string | null][] = [
  ["revoked login", { reply: failures.tokenRevoked() }, 503, "upstream_auth_expired"],
  ["usage limit", { reply: failures.usageLimit(limit) }, 429, "usage_limit_reached"],
  ["forbidden", { reply: failures.forbidden() }, 403, null],
  ["Cloudflare page", { reply: failures.cloudflareChallenge() }, 502, "blocked_by_cloudflare"],
  ["empty 404", { reply: failures.emptyNotFound() }, 502, "blocked_by_cloudflare"],
  ["overload", { reply: failures.overloaded() }, 503, "server_is_overloaded"],
  ["server error", { reply: failures.serverError() }, 502, "upstream_error"],
  ["connection cut before the answer", { cutAfterBytes: 0 }, 502, "upstream_unreachable"],
  [
    "overload inside a 200 stream",
    { end: streamFailures.overloaded(), endAfterOutputEvents: 0 },
    503,
    "server_is_overloaded",
  ],
  [
    "usage limit inside a 200 stream",
    { end: streamFailures.usageLimit(limit), endAfterOutputEvents: 0 },
    429,
    "usage_limit_reached",
  ],
  ["stream cut in the handshake", { cutAfterEvents: 1 }, 502, "stream_cut"],
];

describe.each([false, true])("stream: %s", (stream) => {
  test.each(early)("%s before output is an HTTP status", async (_name, behaviour, status, code) => {
    const { url, simulator, client } = await startSwitchyard();
    simulator.script.next({ always: true, ...behaviour });
    const response = await postJson(`${url}/v1/chat/completions`, { ...hello, stream });
    const { error } = (await response.json()) as { error: { code: string | null; message: string } };
    expect([response.status, error.code], error.message).toEqual([status, code]);
    expect((await client.requests.recent({ limit: 1 }))[0]).toMatchObject({ outcome: "failed", status });
    if (code === "usage_limit_reached") {
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(3000);
      expect((await client.accounts.list())[0]).toMatchObject({ health: "limited" });
    }
  });

  test.each(early.slice(0, 3).concat(early.slice(5)))(
    "%s of one account is served by the next",
    async (_name, behaviour) => {
      const { url, simulator, client } = await startSwitchyard({ signIn: ["one", "two"] });
      simulator.script.next({ always: true, account: "one", ...behaviour });
      const response = await postJson(`${url}/v1/chat/completions`, { ...hello, stream });
      expect(response.status).toBe(200);
      await response.text();
      const [row] = await client.requests.recent({ limit: 1 });
      expect(row?.outcome).toBe("ok");
      const served = (await client.accounts.list()).find((account) => account.id === row?.accountId);
      expect(served?.email).toBe("two@example.com");
    },
  );
});

test("a request that the backend finds wrong hurts no account and is not tried elsewhere", async () => {
  const { url, simulator, client } = await startSwitchyard({ signIn: ["one", "two"] });
  simulator.script.next({
    always: true,
    reply: { status: 400, body: { detail: "Unsupported parameter: x" } },
  });
  const response = await postJson(`${url}/v1/chat/completions`, hello);
  expect(response.status).toBe(400);
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain(
    "Unsupported parameter",
  );
  expect(simulator.requests.turns()).toHaveLength(1);
  expect((await client.accounts.list()).map((account) => account.health)).toEqual(["ok", "ok"]);
});

test("after output there is no second account: an error is the last word, without finish reason or [DONE]", async () => {
  const { url, simulator } = await startSwitchyard({ signIn: ["one", "two"] });
  simulator.script.next({ text: "one two three four five", cutAfterEvents: 12 });
  const response = await postJson(`${url}/v1/chat/completions`, { ...hello, stream: true });
  expect(response.status).toBe(200);
  const events = eventsOf(await response.text()) as {
    error?: { code: string };
    choices?: { finish_reason: unknown }[];
  }[];
  expect(events.at(-1)?.error?.code).toBe("stream_cut");
  expect(events.some((event) => event.choices?.some((choice) => choice.finish_reason))).toBe(false);
  expect(simulator.requests.turns()).toHaveLength(1);
});

test("not streamed, a cut answer is an error, never a shorter answer", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ text: "one two three four five", cutAfterEvents: 12 });
  const response = await postJson(`${url}/v1/chat/completions`, hello);
  expect(response.status).toBe(502);
});

test("an incomplete answer says why it stopped", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({ end: { kind: "incomplete", reason: "max_output_tokens" } });
  const response = await postJson(`${url}/v1/chat/completions`, hello);
  const body = (await response.json()) as { choices: { finish_reason: string }[] };
  expect(body.choices[0]?.finish_reason).toBe("length");
});

test("the token is renewed before it expires, once for many requests at the same time", async () => {
  const { url, simulator } = await startSwitchyard({ expiresInSeconds: 120 });
  const before = simulator.requests.to("/oauth/token").length;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => postJson(`${url}/v1/chat/completions`, hello)),
  );
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 200));
  expect(simulator.requests.to("/oauth/token").length - before).toBeLessThanOrEqual(1);
});

test("encrypted reasoning of another account is left out and the request tried once more", async () => {
  const { url, simulator } = await startSwitchyard();
  const input = [
    { type: "message", role: "user", content: "hi" },
    { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "gAAAA-of-somebody-else" },
    { type: "message", role: "assistant", content: "hello" },
    { type: "message", role: "user", content: "go on" },
  ];
  const response = await postJson(`${url}/v1/responses`, { model: "gpt-5.5", input });
  expect(response.status).toBe(200);
  const turns = simulator.requests.turns() as unknown as { input: { type: string }[] }[];
  expect(turns.map((turn) => turn.input.some((item) => item.type === "reasoning"))).toEqual([true, false]);
});
