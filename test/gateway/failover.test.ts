/**
 * Every way the backend fails × every protocol × streamed or not × before or after the first output: who is asked
 * next, what the client is told, what the request list keeps.
 */
import { describe, expect, test } from "vitest";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import type { FailureKind } from "../../src-shared/failure-kind.ts";
import { failures, streamFailures } from "../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { apiError, detail } from "../../src-main/simulator/answers/reply.ts";
import type { Behaviour } from "../../src-main/simulator/answers/script.ts";
import { eventsOf, hello, postJson, startSwitchyard, type Running } from "../support/switchyard.ts";

const now = Date.now();
const limit = { plan: "plus", resetsAt: now + 3_600_000, now };

interface Case {
  name: string;
  kind: FailureKind;
  behaviour: Behaviour;
  /** Another account is asked. */
  moves: boolean;
  /** What a client with one account is told. */
  status: { openai: number; anthropic: number; codex: number };
  code: string | null;
  /** Inside a stream that began with 200. */
  hidden?: boolean;
}

const same = (status: number) => ({ openai: status, anthropic: status, codex: status });
const hidden = (end: Behaviour["end"]): Behaviour => ({ ...(end && { end }), endAfterOutputEvents: 0 });

const cases: Case[] = [
  {
    name: "an expired token that cannot be renewed into a working one",
    kind: "auth-expired",
    behaviour: { reply: failures.tokenExpired() },
    moves: true,
    status: { openai: 503, anthropic: 529, codex: 503 },
    code: "upstream_auth_expired",
  },
  {
    name: "a login that the backend calls ended",
    kind: "auth-dead",
    behaviour: { reply: failures.tokenRevoked() },
    moves: true,
    status: { openai: 503, anthropic: 529, codex: 503 },
    code: "upstream_auth_expired",
  },
  {
    name: "a used-up plan",
    kind: "usage-limit",
    behaviour: { reply: failures.usageLimit(limit) },
    moves: true,
    status: same(429),
    code: "usage_limit_reached",
  },
  {
    name: "a short throttle",
    kind: "rate-limited",
    behaviour: { reply: failures.rateLimit(2) },
    moves: true,
    status: same(429),
    code: "rate_limit_exceeded",
  },
  {
    name: "a workspace that is not paid",
    kind: "payment",
    behaviour: { reply: failures.deactivatedWorkspace() },
    moves: true,
    status: { openai: 429, anthropic: 429, codex: 402 },
    code: null,
  },
  {
    name: "a plan without Codex",
    kind: "payment",
    behaviour: { reply: failures.usageNotIncluded() },
    moves: true,
    status: same(429),
    code: "usage_not_included",
  },
  {
    name: "a spent quota",
    kind: "payment",
    behaviour: { reply: failures.insufficientQuota() },
    moves: true,
    status: same(429),
    code: "insufficient_quota",
  },
  {
    name: "a workspace that forbids it",
    kind: "forbidden",
    behaviour: { reply: failures.forbidden() },
    moves: true,
    status: same(403),
    code: null,
  },
  {
    name: "overload",
    kind: "overloaded",
    behaviour: { reply: failures.overloaded() },
    moves: true,
    status: { openai: 503, anthropic: 529, codex: 503 },
    code: "server_is_overloaded",
  },
  {
    name: "a server error",
    kind: "server",
    behaviour: { reply: failures.serverError() },
    moves: true,
    status: { openai: 502, anthropic: 500, codex: 500 },
    code: "upstream_error",
  },
  {
    name: "a gateway page",
    kind: "server",
    behaviour: { reply: failures.badGateway() },
    moves: true,
    status: { openai: 502, anthropic: 500, codex: 502 },
    code: "upstream_error",
  },
  {
    name: "a connection cut before the answer",
    kind: "network",
    behaviour: { cutAfterBytes: 0 },
    moves: true,
    status: { openai: 502, anthropic: 500, codex: 502 },
    code: "upstream_unreachable",
  },
  {
    name: "a model this account has not",
    kind: "model-unavailable",
    behaviour: { reply: detail(404, "Model not found") },
    moves: true,
    status: same(404),
    code: "model_not_found",
  },
  {
    name: "a Cloudflare page",
    kind: "cloudflare",
    behaviour: { reply: failures.cloudflareChallenge() },
    moves: false,
    status: { openai: 502, anthropic: 502, codex: 403 },
    code: "blocked_by_cloudflare",
  },
  {
    name: "a blocked path",
    kind: "cloudflare",
    behaviour: { reply: failures.emptyNotFound() },
    moves: false,
    status: { openai: 502, anthropic: 502, codex: 404 },
    code: "blocked_by_cloudflare",
  },
  {
    name: "a prompt that is too long",
    kind: "context-length",
    behaviour: { reply: apiError(400, { message: "too long", code: "context_length_exceeded" }) },
    moves: false,
    status: same(400),
    code: "context_length_exceeded",
  },
  {
    name: "a refused prompt",
    kind: "content-policy",
    behaviour: { reply: apiError(400, { message: "no", code: "cyber_policy" }) },
    moves: false,
    status: same(400),
    code: "cyber_policy",
  },
  {
    name: "encrypted content nobody sent",
    kind: "foreign-reasoning",
    behaviour: { reply: apiError(400, { message: "cannot read", code: "invalid_encrypted_content" }) },
    moves: false,
    status: same(400),
    code: "invalid_encrypted_content",
  },
  {
    name: "a body that is too large",
    kind: "too-large",
    behaviour: { reply: detail(413, "Request Entity Too Large") },
    moves: false,
    status: same(413),
    code: "request_too_large",
  },
  {
    name: "a parameter the backend does not take",
    kind: "bad-request",
    behaviour: { reply: detail(400, "Unsupported parameter: x") },
    moves: false,
    status: same(400),
    code: null,
  },
  {
    name: "a used-up plan told inside the stream",
    kind: "usage-limit",
    behaviour: hidden(streamFailures.usageLimit(limit)),
    moves: true,
    status: same(429),
    code: "usage_limit_reached",
    hidden: true,
  },
  {
    name: "overload told inside the stream",
    kind: "overloaded",
    behaviour: hidden(streamFailures.overloaded()),
    moves: true,
    status: { openai: 503, anthropic: 529, codex: 503 },
    code: "server_is_overloaded",
    hidden: true,
  },
  {
    name: "a throttle told inside the stream",
    kind: "rate-limited",
    behaviour: hidden(streamFailures.rateLimit(2)),
    moves: true,
    status: same(429),
    code: "rate_limit_exceeded",
    hidden: true,
  },
  {
    name: "a bare error event",
    kind: "server",
    behaviour: hidden({ kind: "error", error: { code: "server_error", message: "broken" } }),
    moves: true,
    status: { openai: 502, anthropic: 500, codex: 502 },
    code: "upstream_error",
    hidden: true,
  },
  {
    name: "a prompt that is too long, told inside the stream",
    kind: "context-length",
    behaviour: hidden(streamFailures.contextLength()),
    moves: false,
    status: same(400),
    code: "context_length_exceeded",
    hidden: true,
  },
  {
    name: "a refusal told inside the stream",
    kind: "content-policy",
    behaviour: hidden(streamFailures.contentPolicy()),
    moves: false,
    status: same(400),
    code: "content_policy_violation",
    hidden: true,
  },
  {
    name: "a stream cut in its handshake",
    kind: "stream-cut",
    behaviour: { cutAfterEvents: 1 },
    moves: true,
    status: { openai: 502, anthropic: 500, codex: 502 },
    code: "stream_cut",
    hidden: true,
  },
  {
    name: "a stream that ends in its handshake",
    kind: "stream-cut",
    behaviour: hidden({ kind: "none" }),
    moves: true,
    status: { openai: 502, anthropic: 500, codex: 502 },
    code: "stream_cut",
    hidden: true,
  },
];

type Dialect = "openai" | "anthropic" | "codex";
interface Surface {
  name: string;
  dialect: Dialect;
  stream: boolean;
  path: string;
  body: object;
  headers?: Record<string, string>;
  /** Where the backend is asked; the turn endpoint when left out. */
  upstream?: string;
}

const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] }];
const wire = { model: "gpt-5.5", instructions: "Be brief.", input, store: false, stream: true };
const chat = { dialect: "openai", path: "/v1/chat/completions" } as const;
const responses = { dialect: "openai", path: "/v1/responses" } as const;
const messages = {
  dialect: "anthropic",
  path: "/v1/messages",
  headers: { "anthropic-version": "2023-06-01" },
} as const;
const claude = { model: "claude-opus-5-5", max_tokens: 64, messages: hello.messages };

const surfaces: Surface[] = [false, true].flatMap((stream): Surface[] => [
  { ...chat, name: `chat, stream ${stream}`, stream, body: { ...hello, stream } },
  {
    ...responses,
    name: `responses, stream ${stream}`,
    stream,
    body: { model: "gpt-5.5", input: "hello", stream },
  },
  { ...messages, name: `messages, stream ${stream}`, stream, body: { ...claude, stream } },
]);
surfaces.push(
  { name: "Codex", dialect: "codex", stream: true, path: "/codex/v1/responses", body: wire },
  {
    name: "Codex, unary",
    dialect: "codex",
    stream: false,
    path: "/codex/v1/alpha/search",
    upstream: "/backend-api/codex/alpha/search",
    body: { id: "s", model: "gpt-5.5", commands: { search_query: [{ q: "x" }] } },
  },
);

function ask({ url }: Running, { path, body, headers }: Surface): Promise<Response> {
  return postJson(url + path, body, { version: "0.169.0", ...headers });
}

async function lastRow({ client }: Running): Promise<RequestRow> {
  await expect.poll(async () => (await client.requests.recent({ limit: 1 }))[0]?.outcome).not.toBe("running");
  const [row] = await client.requests.recent({ limit: 1 });
  if (row === undefined) throw new Error("The request was not recorded.");
  return row;
}

function fails(running: Running, surface: Surface, behaviour: Behaviour, account?: string): void {
  const path = surface.upstream === undefined ? {} : { path: surface.upstream };
  running.simulator.script.next({ always: true, ...path, ...(account && { account }), ...behaviour });
}

/** Asked of the backend by turns, per account. */
function askedOf({ simulator }: Running, { upstream }: Surface): (string | null)[] {
  return simulator.requests.to(upstream ?? "/backend-api/codex/responses").map((each) => each.accountId);
}

describe.each(surfaces)("$name", (surface) => {
  const fitting = cases.filter((each) => surface.upstream === undefined || !each.hidden);

  test.each(fitting)("$name, of one account", async ({ kind, behaviour, moves, status }) => {
    const running = await startSwitchyard({ signIn: ["one", "two"] });
    fails(running, surface, behaviour, "one");
    const response = await ask(running, surface);
    const text = await response.text();
    const row = await lastRow(running);
    const served = new Set(askedOf(running, surface));
    if (moves) {
      expect(response.status, text).toBe(200);
      expect(row).toMatchObject({ outcome: "ok", status: 200, problem: null });
      expect(row.tries.map((attempt) => attempt.outcome)).toEqual(
        kind.startsWith("auth-") ? ["failed", "failed", "ok"] : ["failed", "ok"],
      );
      expect(row.tries.at(-2)?.kind).toBe(kind);
      expect(row.tries.at(-1)?.accountId).toBe(row.accountId);
      expect(served).toEqual(new Set(["one", "two"]));
    } else {
      expect(response.status, text).toBe(status[surface.dialect]);
      expect(row.tries.map((attempt) => attempt.kind)).toEqual(row.tries.map(() => kind));
      expect(served).toEqual(new Set(["one"]));
      const health = (await running.client.accounts.list()).map((account) => account.health);
      expect(health).toEqual(["ok", "ok"]);
    }
    expect(row.attempts).toBe(row.tries.length);
  });

  test.each(fitting)("$name, of the only account", async ({ kind, behaviour, status, code }) => {
    const running = await startSwitchyard();
    fails(running, surface, behaviour);
    const response = await ask(running, surface);
    const body = (await response.text()) || "{}";
    expect(response.status, body).toBe(status[surface.dialect]);
    const row = await lastRow(running);
    expect(row).toMatchObject({ outcome: "failed", status: response.status });
    expect(row.tries.every((attempt) => attempt.kind === kind)).toBe(true);
    if (surface.dialect === "openai") {
      const { error } = JSON.parse(body) as { error: { code: string | null } };
      if (code !== null) expect(error.code).toBe(code);
    }
    if (kind === "usage-limit" && surface.dialect !== "codex")
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(1800);
    if (kind === "usage-limit" && surface.dialect === "codex") {
      const { error } = JSON.parse(body) as { error: { type: string; resets_at: number } };
      expect(error).toMatchObject({
        type: "usage_limit_reached",
        resets_at: Math.floor(limit.resetsAt / 1000),
      });
    }
  });

  if (surface.upstream !== undefined) return;

  const late: [string, Behaviour, FailureKind][] = [
    ["a cut", { text: "one two three four five", cutAfterEvents: 12 }, "stream-cut"],
    ["overload", { end: streamFailures.overloaded(), endAfterOutputEvents: 8 }, "overloaded"],
    ["a used-up plan", { end: streamFailures.usageLimit(limit), endAfterOutputEvents: 8 }, "usage-limit"],
    ["an end without a last word", { end: { kind: "none" }, endAfterOutputEvents: 8 }, "stream-cut"],
  ];
  test.each(late)("%s after the first output: nobody else is asked", async (_name, behaviour, kind) => {
    const running = await startSwitchyard({ signIn: ["one", "two"] });
    const gate = createGate();
    fails(running, surface, { gate: { afterEvents: 6, gate }, ...behaviour }, "one");
    const answered = ask(running, surface);
    // The output is out when the failure comes.
    await expect
      .poll(async () => (await running.client.requests.recent({ limit: 1 }))[0]?.timing.firstOutput ?? null)
      .not.toBeNull();
    gate.open();
    const response = await answered;
    const text = await response.text().catch(() => "cut");
    const row = await lastRow(running);
    expect(askedOf(running, surface)).toEqual(["one"]);
    expect(row).toMatchObject({ outcome: "failed", attempts: 1 });
    expect(row.tries).toMatchObject([{ outcome: "failed", kind }]);
    expect(response.status).toBe(surface.stream ? 200 : row.status);
    if (!surface.stream) expect(response.status).toBeGreaterThan(399);
    if (surface.stream && surface.dialect !== "codex") expect(lastWord(text)).toBe("error");
    const [first] = await running.client.accounts.list();
    expect(first?.health).toBe(kind === "usage-limit" ? "limited" : "trouble");
  });
});

function lastWord(text: string): "error" | "end" {
  const last = eventsOf(text).at(-1) as { type?: string; error?: unknown };
  return last.error !== undefined || /^(error|response\.failed)$/.test(last.type ?? "") ? "error" : "end";
}

test("the cases name every kind that the backend can be made to show", () => {
  const shown = new Set(cases.map((each) => each.kind));
  const elsewhere: FailureKind[] = ["key-refused", "not-in-plan", "timeout", "protocol", "cancelled"];
  const all: Record<FailureKind, true> = {
    "auth-expired": true,
    "auth-dead": true,
    "key-refused": true,
    "usage-limit": true,
    "rate-limited": true,
    payment: true,
    "not-in-plan": true,
    overloaded: true,
    forbidden: true,
    cloudflare: true,
    "model-unavailable": true,
    "context-length": true,
    "content-policy": true,
    "foreign-reasoning": true,
    "too-large": true,
    "bad-request": true,
    server: true,
    network: true,
    timeout: true,
    protocol: true,
    "stream-cut": true,
    cancelled: true,
  };
  expect(Object.keys(all).toSorted()).toEqual([...shown, ...elsewhere].toSorted());
});
