/** One call to an endpoint of the Messages API: address, key and headers, and every refusal as a failure. */
import type { Dispatcher } from "undici";
import type { RawAnswer } from "../answer.ts";
import type { KeyHeader } from "../entry.ts";
import { UpstreamFailure } from "../failure.ts";
import { jsonBody, letGo, readRefusal, sendCall } from "../http-call.ts";
import { naming } from "../reachable.ts";
import { failureOfAnswer } from "./failure.ts";
import type { MessagesRequest } from "./shapes.ts";

/** What a call needs of a slot. */
export interface MessagesAccess {
  slot: string;
  /** Of the endpoint, without `/v1`. */
  base: string;
  key: string | null;
  keyHeader: KeyHeader;
}

interface MessagesCallOptions {
  method: "GET" | "POST";
  /** With the query, from `/v1` on. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Bytes as they are; anything else as JSON. */
  body?: Buffer | MessagesRequest;
  signal: AbortSignal;
  connected?: () => void;
}

export interface MessagesClient {
  /** Resolves with any 2xx answer; throws UpstreamFailure for every other. */
  call(access: MessagesAccess, options: MessagesCallOptions): Promise<RawAnswer>;
}

/** Of the API, which has not changed it since (backends 8.3). */
const apiVersion = "2023-06-01";

export function createMessagesClient(context: {
  /** Of the provider, for its failures. */
  name: string;
  dispatcher: (slotId: string) => Dispatcher;
  now: () => number;
}): MessagesClient {
  return {
    async call(access, { method, path, headers = {}, body, signal, connected }) {
      const url = access.base + path;
      const written = body === undefined || Buffer.isBuffer(body) ? null : await jsonBody(body);
      const sent = sendCall({
        method,
        url,
        headers: {
          "anthropic-version": apiVersion,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...written?.length,
          ...headers,
          ...keyHeaders(access),
        },
        body: written?.sent ?? (body as Buffer | undefined) ?? null,
        dispatcher: context.dispatcher(access.slot),
        signal,
        connected,
      });
      const answer = await sent.catch((error: unknown) => {
        throw naming(error, `The provider '${context.name}'`, access.base);
      });
      if (answer.status >= 200 && answer.status < 300) return answer;
      const refusal = (await readRefusal(answer)).toString("utf8");
      throw failureOfAnswer({ ...answer, body: refusal, url, name: context.name, now: context.now() });
    },
  };
}

/** The address that the API's paths are put behind: people write it with `/v1`, or as far as `/messages`. */
export function apiBase(address: string): string {
  return address.replace(/\/+$/, "").replace(/\/v1(\/messages)?$/, "");
}

/** A page instead of a stream: some other program answers there. */
export function refusePage(answer: RawAnswer, base: string): void {
  const type = answer.headers["content-type"];
  if (typeof type !== "string" || !type.startsWith("text/html")) return;
  letGo(answer.body, false);
  throw new UpstreamFailure({
    kind: "protocol",
    message: `${base} answered with a web page: that address does not serve Anthropic's Messages API. Check the provider's address.`,
  });
}

function keyHeaders({ key, keyHeader }: MessagesAccess): Record<string, string> {
  if (key === null || keyHeader === "none") return {};
  return keyHeader === "bearer" ? { authorization: `Bearer ${key}` } : { "x-api-key": key };
}
