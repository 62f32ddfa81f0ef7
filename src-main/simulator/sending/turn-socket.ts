/**
 * One WebSocket of /codex/responses: one response after the other, each frame an event. What was said on this
 * connection is remembered for `previous_response_id` and nowhere else (codex-backend 2.9).
 */
import type { RawData, WebSocket } from "ws";
import type { Answer } from "../answers/answers.ts";
import type { SimulatorClock } from "../clock.ts";
import { isRecord, recordsOf, textOf, type Json } from "../rules/json-shape.ts";
import { apiError, type Reply } from "../answers/reply.ts";
import type { LoggedRequest, RequestLog } from "../request-log.ts";
import type { Script } from "../answers/script.ts";
import { errorFrame, sendFrames } from "./socket-sending.ts";

/** Milliseconds that a connection may live. */
const lifetimeMs = 60 * 60_000;
const metadataPrefix = "ws_request_header_";

export interface TurnSocketDeps {
  clock: SimulatorClock;
  script: Script;
  requests: RequestLog;
  answer: Answer;
  paceMs: number;
}

/** `upgrade`: the request that opened the connection; its headers count for every frame. */
export function serveTurns(socket: WebSocket, upgrade: LoggedRequest, deps: TurnSocketDeps): void {
  const openedAt = deps.clock.now();
  const said = new Map<string, Json[]>();
  const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  let lane = Promise.resolve();
  socket.on("error", () => socket.terminate());
  socket.on("message", (data, binary) => {
    lane = lane.then(() => take(data, binary)).catch(() => socket.terminate());
  });

  async function take(data: RawData, binary: boolean): Promise<void> {
    if (binary) {
      socket.close(1003, "text frames only");
      return;
    }
    const text = (data as Buffer).toString("utf8");
    const frame = parse(text);
    if (frame?.["type"] === "response.processed" || frame?.["type"] === "response.interrupt") return;
    if (frame?.["type"] !== "response.create") {
      socket.send(errorFrame(apiError(400, { message: "Unknown event.", code: "invalid_event" })));
      return;
    }
    if (deps.clock.now() - openedAt >= lifetimeMs) {
      socket.send(errorFrame(connectionLimit()));
      socket.close(1000);
      return;
    }
    const { type: _, ...body } = frame;
    await respond(body, Buffer.byteLength(text));
  }

  async function respond(body: Json, bytes: number): Promise<void> {
    const over = Promise.withResolvers<"sent" | "cut">();
    void gone.then(() => over.resolve("cut"));
    const request: LoggedRequest = {
      ...upgrade,
      at: deps.clock.now(),
      method: "POST",
      headers: { ...upgrade.headers, ...headersInMetadata(body) },
      body,
      bodyBytes: bytes,
      prewarm: body["generate"] === false,
      status: null,
      closed: over.promise,
    };
    const behaviour = deps.script.take(request);
    deps.requests.add(request);
    const { reply, input } = answerTurn(request, body, behaviour);
    request.status = "status" in reply ? reply.status : 200;
    const wire = { socket, clock: deps.clock, closed: gone, paceMs: deps.paceMs };
    const whole = await sendFrames(wire, reply, behaviour ?? {});
    if (!("status" in reply)) remember(reply.events, input);
    over.resolve(whole ? "sent" : "cut");
  }

  function answerTurn(request: LoggedRequest, body: Json, behaviour: ReturnType<Script["take"]>) {
    const { previous_response_id: previous, generate: _, ...rest } = body;
    const before = previous === undefined || previous === null ? [] : said.get(textOf(previous));
    if (!before) return { reply: previousNotFound(textOf(previous)), input: [] };
    const input = [...before, ...recordsOf(body["input"])];
    return { reply: deps.answer({ ...request, body: { ...rest, input } }, behaviour), input };
  }

  function remember(events: readonly Json[], input: Json[]): void {
    const output = events.flatMap((event) =>
      event["type"] === "response.output_item.done" && isRecord(event["item"]) ? [event["item"]] : [],
    );
    const last = events.at(-1)?.["response"];
    if (isRecord(last)) said.set(textOf(last["id"]), [...input, ...output]);
  }
}

/** Headers of a single turn travel in the metadata: the connection's own are sent only once. */
function headersInMetadata(body: Json): Record<string, string> {
  const metadata = isRecord(body["client_metadata"]) ? body["client_metadata"] : {};
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([name, value]) =>
      name.startsWith(metadataPrefix)
        ? [[name.slice(metadataPrefix.length).replaceAll("_", "-"), textOf(value)]]
        : [],
    ),
  );
}

function previousNotFound(id: string): Reply {
  return apiError(400, {
    message: `Previous response with id '${id}' not found.`,
    code: "previous_response_not_found",
    param: "previous_response_id",
  });
}

function connectionLimit(): Reply {
  return apiError(400, {
    message:
      "Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.",
    code: "websocket_connection_limit_reached",
  });
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
