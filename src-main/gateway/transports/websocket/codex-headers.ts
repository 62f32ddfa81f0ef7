/** Headers between a Codex client, its WebSocket and the backend: who says what in which form. */
import type { IncomingHttpHeaders } from "node:http";
import type { AnswerHeaders } from "../../../providers/answer.ts";
import { forwardedHeaders } from "../../routes/codex.ts";

type Headers = Record<string, string | string[]>;

const flagPrefix = "ws_request_header_";
/** Said once per connection in headers, and anew with every frame in its metadata (codex-backend 2.9). */
const perTurn = [
  "x-codex-turn-metadata",
  "x-codex-window-id",
  "x-codex-turn-state",
  "x-codex-parent-thread-id",
];

/** For the upgrade to the backend. */
export function upgradeHeaders(asked: IncomingHttpHeaders, clientVersion: string): Headers {
  return withoutHandshake(forwardedHeaders(asked, clientVersion));
}

/** For one turn over HTTP in place of a frame. */
export function turnHeaders(
  asked: IncomingHttpHeaders,
  clientVersion: string,
  metadata: Record<string, unknown>,
): Headers {
  const { "openai-beta": _, ...headers } = upgradeHeaders(asked, clientVersion);
  const told: Headers = { ...headers, accept: "text/event-stream", "content-type": "application/json" };
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value !== "string") continue;
    if (perTurn.includes(name)) told[name] = value;
    if (name.startsWith(flagPrefix)) told[name.slice(flagPrefix.length).replaceAll("_", "-")] = value;
  }
  return told;
}

/** Metadata without what only stood there because a frame has no headers. */
export function plainMetadata(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !name.startsWith(flagPrefix)));
}

/** What of the backend's 101 the client is told with its own: limits, turn state, catalog (codex-backend 2.5). */
export function upgradeAnswerHeaders(answered: AnswerHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answered).flatMap(([name, value]) =>
      /^(x-|openai-)/.test(name) && typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

function withoutHandshake(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("sec-websocket-")));
}
