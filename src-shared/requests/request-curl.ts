/** A request to send again by hand. Its content is not known here, so that placeholders stand in its place. */
import type { GatewayStatus, RequestRow } from "../contract/index.ts";
import { curlCommand, keyPlaceholder } from "./curl-command.ts";

const prompt = "YOUR_PROMPT";
const question = [{ role: "user", content: prompt }];

type Part = Pick<RequestRow, "model" | "stream">;

/** Bodies by the path behind the version; the Codex backend wants its input as items, streamed and not stored. */
const bodies: Record<string, (row: Part, codex: boolean) => object> = {
  "/chat/completions": ({ model, stream }) => ({ model, messages: question, stream }),
  "/completions": ({ model, stream }) => ({ model, prompt, stream }),
  "/messages": ({ model, stream }) => ({ model, max_tokens: 1024, messages: question, stream }),
  "/messages/count_tokens": ({ model }) => ({ model, messages: question }),
  "/responses": ({ model, stream }, codex) =>
    codex
      ? { model, instructions: "", input: question, stream: true, store: false }
      : { model, input: prompt, stream },
  "/images/generations": ({ model }) => ({ model, prompt }),
  "/api/chat": ({ model, stream }) => ({ model, messages: question, stream }),
  "/api/generate": ({ model, stream }) => ({ model, prompt, stream }),
  "/embeddings": ({ model }) => ({ model, input: prompt }),
};

/** @returns null for what cannot be written down without its content, such as uploaded files */
export function requestCurl(
  row: Pick<RequestRow, "endpoint" | "protocol" | "model" | "stream">,
  gateway: Pick<GatewayStatus, "baseUrl" | "apiKeyRequired">,
  platform: string,
): string | null {
  const body = bodies[row.endpoint.replace(/^(?:\/codex)?(?:\/v1)*/, "")];
  if (body === undefined) return null;
  const headers = row.protocol === "anthropic" ? ["anthropic-version: 2023-06-01"] : [];
  if (gateway.apiKeyRequired) headers.push(`authorization: Bearer ${keyPlaceholder}`);
  const url = gateway.baseUrl.replace(/\/v1$/, "") + row.endpoint;
  return curlCommand({ url, headers, body: body(row, row.protocol === "codex") }, platform);
}
