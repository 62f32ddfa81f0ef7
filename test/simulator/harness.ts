/** A simulator with one signed-in account, and a plain HTTP client for it. */
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";
import { isRecord, textOf, type Json } from "../../src-main/simulator/rules/json-shape.ts";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src-main/simulator/simulator.ts";
import { manualClock, type ManualClock } from "../support/manual-clock.ts";

export interface Exchange {
  status: number;
  headers: IncomingHttpHeaders;
  /** As they arrived. */
  chunks: Buffer[];
  text: string;
  /** Whether the body came to its regular end. */
  whole: boolean;
}

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface Running {
  /** Resolves with the headers. */
  started: Promise<{ status: number; headers: IncomingHttpHeaders }>;
  /** Body so far. */
  text(): string;
  /** Resolves when so many bytes of the body have come. */
  received(bytes: number): Promise<void>;
  /** Resolves when the connection is over; rejects when it ended before any header. */
  done: Promise<Exchange>;
  abort(): void;
}

/** Begins an exchange and lets the caller watch it. */
export function begin(url: string, { method = "GET", headers = {}, body }: Sent = {}): Running {
  const started = Promise.withResolvers<{ status: number; headers: IncomingHttpHeaders }>();
  const done = Promise.withResolvers<Exchange>();
  const chunks: Buffer[] = [];
  let watchers: { bytes: number; resolve: () => void }[] = [];
  const size = (): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const outgoing = httpRequest(url, { method, headers, agent: false }, (response) => {
    const { statusCode: status = 0 } = response;
    started.resolve({ status, headers: response.headers });
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      for (const watcher of watchers) if (watcher.bytes <= size()) watcher.resolve();
      watchers = watchers.filter((watcher) => watcher.bytes > size());
    });
    response.on("error", () => {});
    response.once("close", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      done.resolve({ status, headers: response.headers, chunks, text, whole: response.complete });
    });
  });
  outgoing.on("error", (error) => {
    started.reject(error);
    done.reject(error);
  });
  started.promise.catch(() => {});
  done.promise.catch(() => {});
  outgoing.end(body);
  return {
    started: started.promise,
    done: done.promise,
    text: () => Buffer.concat(chunks).toString("utf8"),
    received(bytes) {
      if (size() >= bytes) return Promise.resolve();
      return new Promise((resolve) => watchers.push({ bytes, resolve }));
    },
    abort: () => outgoing.destroy(),
  };
}

export function send(url: string, sent: Sent = {}): Promise<Exchange> {
  return begin(url, sent).done;
}

export function jsonOf(exchange: Exchange): Json {
  const value: unknown = JSON.parse(exchange.text);
  if (!isRecord(value)) throw new Error(`Not a JSON object: ${exchange.text}`);
  return value;
}

/** Payloads of an event stream in LF or CRLF framing, comments and `[DONE]` left out. */
export function eventsOf(text: string): Json[] {
  return text
    .split(/\r?\n\r?\n/)
    .flatMap((frame) => frame.split(/\r?\n/).filter((line) => line.startsWith("data: {")))
    .map((line) => JSON.parse(line.slice(6)) as Json);
}

export function typesOf(text: string): unknown[] {
  return eventsOf(text).map((event) => event["type"]);
}

/** Items of all `response.output_item.done`. */
export function itemsOf(text: string): Json[] {
  return eventsOf(text)
    .filter((event) => event["type"] === "response.output_item.done")
    .map((event) => event["item"] as Json);
}

export function messageText(text: string): string {
  const message = itemsOf(text).find((item) => item["type"] === "message");
  const [part] = (message?.["content"] ?? []) as Json[];
  return textOf(part?.["text"] ?? part?.["refusal"]);
}

export function userMessage(text: string): Json {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

/** The minimal request of codex-backend 2.4. */
export function turn(prompt: string, more: Json = {}): Json {
  return {
    model: "gpt-5.5",
    instructions: "You are a helpful assistant.",
    input: [userMessage(prompt)],
    tools: [],
    tool_choice: "auto",
    parallel_tool_calls: true,
    reasoning: { effort: "medium", summary: "auto" },
    store: false,
    stream: true,
    include: ["reasoning.encrypted_content"],
    prompt_cache_key: "01900000-0000-7000-8000-000000000001",
    ...more,
  };
}

export interface Bench {
  simulator: Simulator;
  clock: ManualClock;
  /** Headers of a signed-in Codex client. */
  headersFor: (accountId: string) => Record<string, string>;
  beginTurn: (body: unknown, headers?: Record<string, string>) => Running;
  turn: (body: unknown, headers?: Record<string, string>) => Promise<Exchange>;
  get: (path: string, headers?: Record<string, string>) => Promise<Exchange>;
}

/** Account `ann` is the default; everything is closed when the test is over. */
export async function startBench(options: SimulatorOptions = {}): Promise<Bench> {
  const clock = manualClock();
  const simulator = await startSimulator({ accounts: [{ id: "ann" }, { id: "bob" }], clock, ...options });
  onTestFinished(() => simulator.close());
  const headersFor = (accountId: string): Record<string, string> => {
    const tokens = simulator.issueTokens(accountId);
    return {
      authorization: `Bearer ${tokens.accessToken}`,
      "chatgpt-account-id": tokens.workspaceId,
      originator: "codex_cli_rs",
      "user-agent": "codex_cli_rs/0.169.0 (Debian 12.0.0; x86_64) dumb",
      version: "0.169.0",
      "content-type": "application/json",
    };
  };
  const first = simulator.accounts[0]?.id ?? "";
  const beginTurn = (body: unknown, headers: Record<string, string> = {}): Running =>
    begin(`${simulator.codexBaseUrl}/codex/responses`, {
      method: "POST",
      headers: { ...headersFor(first), ...headers },
      body: Buffer.isBuffer(body) ? body : JSON.stringify(body),
    });
  return {
    simulator,
    clock,
    headersFor,
    beginTurn,
    turn: (body, headers) => beginTurn(body, headers).done,
    get: (path, headers = {}) =>
      send(simulator.codexBaseUrl + path, { headers: { ...headersFor(first), ...headers } }),
  };
}
