/**
 * /codex/v1/*: the caller speaks the backend's own protocol. Bytes go through untouched both ways; only the
 * credentials are ours. Another account is tried while nothing of an answer has been passed on.
 */
import type { IncomingHttpHeaders } from "node:http";
import { limitsFromHeaders } from "../../limits/rate-windows.ts";
import { classifyAnswer, classifyThrown, UpstreamFailure } from "../../upstream/failure.ts";
import type { RawAnswer } from "../../upstream/codex-client.ts";
import { userAgent } from "../../upstream/identity.ts";
import { readBody } from "../body.ts";
import { codexRefusal } from "../codex-refusal.ts";
import { drained } from "../event-writer.ts";
import type { Exchange } from "../exchange.ts";
import { withAccount } from "../with-account.ts";
import { createUsageTap } from "../usage-tap.ts";

/** Passes a call on to `path` under the backend's base, query included. */
export function passThrough(path: string) {
  return async (exchange: Exchange): Promise<void> => {
    const { services, request, record, signal } = exchange;
    const body = request.method === "POST" ? await readBody(request, services.bodyLimit()) : null;
    const query = request.originalUrl.includes("?")
      ? request.originalUrl.slice(request.originalUrl.indexOf("?"))
      : "";
    const call = {
      method: request.method === "POST" ? ("POST" as const) : ("GET" as const),
      path: path + query,
      headers: forwardedHeaders(request.headers, services.settings.values().network.clientVersion),
      body,
      signal,
    };
    let refused: RefusedAnswer | null = null;
    try {
      await withAccount(services, record, async (credentials, serving) => {
        record.mark("sent");
        const answer = await services.codex.raw(credentials, call);
        record.mark("firstByte");
        const told = limitsFromHeaders(answer.headers);
        if (told) services.limits.note(credentials.accountId, told, "headers");
        if (answer.status >= 400) {
          refused = await keepRefusal(answer);
          throw classifyAnswer({ ...refused, body: refused.body.toString("utf8"), now: services.now() });
        }
        serving.answered();
        await relay(exchange, answer, credentials.accountId);
      });
    } catch (error) {
      if (exchange.response.headersSent) throw error;
      // The backend's own words, untouched, when it was the backend that refused.
      if (refused !== null && error instanceof UpstreamFailure && error.status !== 401) {
        const { status, headers, body: bytes } = refused as RefusedAnswer;
        exchange.response.writeHead(status, {
          ...returnedHeaders(headers),
          "content-length": String(bytes.length),
        });
        exchange.fail(error);
        exchange.response.end(bytes);
        return;
      }
      const refusal = codexRefusal(error, services.now());
      if (refusal === null) throw error;
      exchange.response.status(refusal.status);
      exchange.fail(error);
      exchange.response.json(refusal.body);
    }
  };
}

interface RefusedAnswer {
  status: number;
  headers: RawAnswer["headers"];
  body: Buffer;
}

async function keepRefusal(answer: RawAnswer): Promise<RefusedAnswer> {
  const body = Buffer.from(await answer.body.arrayBuffer().catch(() => new ArrayBuffer(0)));
  return { status: answer.status, headers: answer.headers, body };
}

async function relay(exchange: Exchange, answer: RawAnswer, accountId: string): Promise<void> {
  const { services, response, record, signal } = exchange;
  const isStream = String(answer.headers["content-type"] ?? "").startsWith("text/event-stream");
  const tap = isStream ? createUsageTap((limits) => services.limits.note(accountId, limits, "event")) : null;
  record.row.stream = isStream;
  response.writeHead(answer.status, returnedHeaders(answer.headers));
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      record.mark("firstOutput");
      const flowing = response.write(chunk);
      tap?.push(chunk);
      if (!flowing) await drained(response);
    }
  } catch (error) {
    const failure = classifyThrown(error, signal);
    exchange.fail(failure);
    // A cut answer ends cut: a clean end would look complete.
    response.destroy();
    return;
  }
  record.row.model ??= tap?.model() ?? null;
  record.row.tokens = tap?.usage() ?? null;
  if (tap && tap.terminal() === null) {
    exchange.fail(
      new UpstreamFailure({ kind: "stream-cut", message: "The backend's answer broke off before its end." }),
    );
  }
  response.end();
}

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
  "chatgpt-account-id",
  "cookie",
  "origin",
  "referer",
  "x-forwarded-for",
]);

/** The caller's headers without those of the hop and of its own login; who it is stays (codex-backend 2.2). */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  clientVersion: string,
): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !notForwarded.has(name)) kept[name] = value;
  }
  // A provider of its own sends no version (clients 4.1), and the newest models want one.
  const agent = typeof kept["user-agent"] === "string" ? kept["user-agent"] : "";
  kept["version"] ??= /^codex[\w -]*\/(\d+\.\d+\.\d+)/i.exec(agent)?.[1] ?? clientVersion;
  if (kept["originator"] === undefined) {
    kept["originator"] = "codex_cli_rs";
    kept["user-agent"] = userAgent(clientVersion);
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

function returnedHeaders(headers: RawAnswer["headers"]): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !notReturned.has(name)) kept[name] = value;
  }
  return kept;
}
