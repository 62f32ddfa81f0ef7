/** What the gateway needs to know of a request that it passes on as it is. */
import type { IncomingHttpHeaders } from "node:http";
import type { RequestNote } from "../../../src-shared/contract/requests.ts";
import { decode } from "../http/body.ts";
import { namedConversation } from "../turn/conversation-key.ts";
import { stripForeign } from "../turn/strip-encrypted-items.ts";

export interface PassedRequest {
  headers: IncomingHttpHeaders;
  body: Buffer | null;
  /** Bytes of a decoded body. */
  limit: number;
}

/** The conversation by header or cache key, without parsing the body; null when it has none. */
export function conversationOf({ headers, body }: PassedRequest): string | null {
  const named = namedConversation(headers);
  if (named !== null || body === null || headers["content-encoding"] !== undefined) return named;
  // Inside a JSON string the quotes would be escaped: this can only be the key itself, which stands near the end.
  const key = '"prompt_cache_key":"';
  const at = body.lastIndexOf(key);
  if (at < 0) return null;
  const start = at + key.length;
  return body.toString("utf8", start, Math.min(body.indexOf('"', start), start + 200)) || null;
}

export async function modelOf(request: PassedRequest): Promise<string | null> {
  const model = (await parsed(request))?.["model"];
  return typeof model === "string" ? model : null;
}

/** The body without what only another account can read; null when there is nothing of that kind in it. */
export async function withoutForeign(
  request: PassedRequest,
): Promise<{ body: Buffer; notes: RequestNote[] } | null> {
  const json = await parsed(request);
  if (json === null || !Array.isArray(json["input"])) return null;
  const { input, notes } = stripForeign(json["input"]);
  return notes.length === 0 ? null : { body: Buffer.from(JSON.stringify({ ...json, input })), notes };
}

async function parsed({ headers, body, limit }: PassedRequest): Promise<Record<string, unknown> | null> {
  if (body === null) return null;
  try {
    const encoding = headers["content-encoding"];
    const bytes = encoding === undefined ? body : await decode(body, encoding, limit);
    const json: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : null;
  } catch {
    // It is passed on as it is: what is wrong with it the backend says best.
    return null;
  }
}
