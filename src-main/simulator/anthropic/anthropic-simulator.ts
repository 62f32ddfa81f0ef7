/**
 * A stand-in for Anthropic's API on one loopback port: it refuses what the real one refuses and answers in its shapes
 * (backends 8.2, 8.3), and does what a test plans.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { plannedAnswer, type MessagesFrame } from "./answer-events.ts";
import { blocksOf, listOf, objectOf, readable, tokensOf, type Json } from "./json-reading.ts";
import { modelPage } from "./model-list.ts";
import type { AnswerPlan, ApiError } from "./plan.ts";
import { refusalOf } from "./request-rules.ts";
import { unboundThoughts } from "./thought-binding.ts";

export interface AnthropicSimulatorOptions {
  /** The key that is good, in either header. */
  key?: string;
  /** Fields that this endpoint knows nothing of. */
  unknownFields?: readonly string[];
  /** Tokens. */
  contextWindow?: number;
  /** False: as compatible endpoints, which have neither. */
  countsTokens?: boolean;
  listsModels?: boolean;
}

interface AnthropicRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingMessage["headers"];
  /** As it came. */
  raw: string;
  body: Json;
  /** Paths of thoughts that were dropped, as the client wished. */
  dropped: readonly string[];
  /** Resolves when the connection is done with the answer. */
  closed: Promise<"sent" | "cut">;
}

export interface AnthropicSimulator {
  url: string;
  key: string;
  /** Oldest first. */
  requests: AnthropicRequest[];
  /** Turns alone. */
  turns(): AnthropicRequest[];
  /** For the turns that come, one each; without any the person's words are said back. */
  plan(...plans: AnswerPlan[]): void;
  /** That were ever opened. */
  connections(): number;
  close(): Promise<void>;
}

/** Bytes. */
const largestBody = 32 * 1024 * 1024;

export async function startAnthropicSimulator(
  options: AnthropicSimulatorOptions = {},
): Promise<AnthropicSimulator> {
  const { key = "sk-ant-api03-good", unknownFields = [], contextWindow = Infinity } = options;
  const requests: AnthropicRequest[] = [];
  const plans: AnswerPlan[] = [];
  /** Tokens of what is cached, by its text. */
  const cached = new Map<string, number>();
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(`The simulator itself failed: ${String(error)}`);
    });
  });
  server.on("connection", (socket: Socket) => {
    opened += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<"sent" | "cut">((resolve) => {
      response.once("close", () => resolve(response.writableFinished ? "sent" : "cut"));
    });
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString("utf8");
    const request: AnthropicRequest = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      raw,
      body: objectOf(parsed(raw)),
      dropped: [],
      closed,
    };
    requests.push(request);
    response.setHeader("request-id", `req_${requests.length}`);
    const url = new URL(request.path, "http://simulator");
    const route = `${request.method} ${url.pathname}`;
    const turn = route === "POST /v1/messages";
    const counting = route === "POST /v1/messages/count_tokens" && options.countsTokens !== false;
    const listing = route === "GET /v1/models" && options.listsModels !== false;
    if (!turn && !counting && !listing) return void response.writeHead(404).end("Not Found");
    const plan = turn ? plans.shift() : undefined;
    const wrong = plan?.error ?? refusedAtDoor(request) ?? (listing ? null : refused(request, counting));
    if (wrong !== null) return refuse(response, wrong);
    if (listing) return json(response, modelPage(url.searchParams));
    if (counting) return json(response, { input_tokens: tokensOf(readable(request.body)) });
    if (plan?.raw) return void response.writeHead(plan.raw.status, plan.raw.headers).end(plan.raw.body);
    const usage = plan?.usage ?? countUsage(request.body);
    const facts = { id: `msg_${requests.length}`, usage: objectOf(usage), dropped: request.dropped };
    const { frames, message } = plannedAnswer(request.body, plan ?? { text: echo(request.body) }, facts);
    for (const [name, value] of Object.entries(rateHeaders)) response.setHeader(name, value);
    if (request.body["stream"] === true) await stream(response, frames, plan ?? {});
    else json(response, message);
  }

  function refusedAtDoor({ headers, raw }: AnthropicRequest): ApiError | null {
    const good = headers["x-api-key"] === key || headers.authorization === `Bearer ${key}`;
    if (!good) return { status: 401, type: "authentication_error", message: "invalid x-api-key" };
    if (headers["anthropic-version"] === undefined)
      return { status: 400, type: "invalid_request_error", message: "anthropic-version: header is required" };
    return raw.length > largestBody
      ? { status: 413, type: "request_too_large", message: "Request exceeds the maximum size" }
      : null;
  }

  function refused(request: AnthropicRequest, counting: boolean): ApiError | null {
    const { body, headers } = request;
    const betas = String(headers["anthropic-beta"] ?? "").split(",");
    const wrong = refusalOf({ body, betas, counting }, { unknownFields, contextWindow });
    request.dropped = wrong === null ? unboundThoughts(body) : [];
    return wrong;
  }

  /** What is read from the cache is what an earlier request marked. */
  function countUsage(body: Json): Json {
    const whole = tokensOf(readable([body["tools"], body["system"], body["messages"]]));
    const marked = markedPrefixes(body);
    const read = Math.max(0, ...marked.map((prefix) => cached.get(prefix) ?? 0));
    for (const prefix of marked) cached.set(prefix, tokensOf(prefix));
    const written = Math.max(read, ...marked.map(tokensOf)) - read;
    return {
      input_tokens: Math.max(0, whole - read - written),
      cache_read_input_tokens: read,
      cache_creation_input_tokens: written,
      output_tokens: 20,
    };
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    requests,
    turns: () => requests.filter(({ path }) => path.split("?")[0] === "/v1/messages"),
    plan: (...more) => void plans.push(...more),
    connections: () => opened,
    async close() {
      const done = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await done;
    },
  };
}

const rateHeaders = {
  "anthropic-ratelimit-requests-limit": "50",
  "anthropic-ratelimit-requests-remaining": "40",
  "anthropic-ratelimit-requests-reset": "2030-01-01T00:00:00Z",
};

async function stream(response: ServerResponse, events: MessagesFrame[], plan: AnswerPlan): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  let held = plan.hold;
  for (const [at, event] of events.entries()) {
    if (at === plan.cutAfter) return void response.destroy();
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    if (event.type !== "content_block_delta") continue;
    await held;
    held = undefined;
  }
  if (plan.staysOpen !== true) response.end();
}

function refuse(response: ServerResponse, { status, type, message, headers = {} }: ApiError): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ type: "error", error: { type, message }, request_id: "req_1" }));
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

/** Everything up to each mark, in the order in which it is read. */
function markedPrefixes(body: Json): string[] {
  const parts = [
    ...listOf(body["tools"]),
    ...blocksOf(body["system"] ?? []),
    ...listOf(body["messages"]).flatMap((message) => blocksOf(objectOf(message)["content"])),
  ];
  return parts.flatMap((part, at) =>
    objectOf(part)["cache_control"] === undefined ? [] : [readable(parts.slice(0, at + 1))],
  );
}

function echo(body: Json): string {
  const last = objectOf(listOf(body["messages"]).at(-1));
  const said = blocksOf(last["content"]).map(({ text }) => (typeof text === "string" ? text : ""));
  return `You said: ${said.join(" ").trim() || "nothing"}`;
}
