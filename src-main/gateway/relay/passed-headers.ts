/** Headers that go through with a passed request and its answer. */
import type { IncomingHttpHeaders } from "node:http";
import type { AnswerHeaders } from "../../providers/answer.ts";

const notForwarded = new Set([
  "connection",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "content-length",
  "expect",
  "authorization",
  "x-api-key",
  "x-goog-api-key",
  // What is compressed cannot be looked into on its way, and on the way to this computer it saves nothing.
  "accept-encoding",
  "chatgpt-account-id",
  "cookie",
  "origin",
  "referer",
  // Where the caller sits is nobody's business up there.
  "forwarded",
  "via",
  "x-real-ip",
]);

/** The caller's headers without those of the hop and of its own login. */
export function passedHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  // Those that the caller says are for the next hop alone (RFC 9110 7.6.1).
  const ofThisHop = new Set((headers.connection ?? "").toLowerCase().split(/[\s,]+/));
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || notForwarded.has(name) || ofThisHop.has(name)) continue;
    if (!name.startsWith("x-forwarded-") && !name.startsWith("x-switchyard-")) kept[name] = value;
  }
  return kept;
}

const notReturned = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "set-cookie",
  "alt-svc",
  "strict-transport-security",
]);

/** The answer's without those of the hop. */
export function returnedHeaders(headers: AnswerHeaders): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !notReturned.has(name)) kept[name] = value;
  }
  return kept;
}
