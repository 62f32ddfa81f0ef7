/** Every route of the gateway: method, path, what answers. A protocol's turn is one line. */
import type { RequestHandler } from "express";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import { chat } from "../protocols/chat/index.ts";
import { compact } from "../protocols/compact/index.ts";
import { completions } from "../protocols/completions/index.ts";
import { inspect } from "../protocols/inspect/index.ts";
import { messages, messagesCheckpoint } from "../protocols/messages/index.ts";
import { ollamaChat, ollamaGenerate } from "../protocols/ollama/index.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { responses } from "../protocols/responses/index.ts";
import type { GatewayServices } from "./services.ts";
import { exchange, type Handler } from "./http/exchange.ts";
import { loopbackOnly } from "./http/guards.ts";
import { batchRoutes } from "./routes/batches.ts";
import { relayedOr } from "./relay/relay-request.ts";
import { codexTurn, passThrough } from "./routes/codex.ts";
import { compactForCodex, compactResponse } from "./routes/compact.ts";
import { countTokens } from "./routes/count-tokens.ts";
import { debugConfig } from "./routes/debug-config.ts";
import { embeddings } from "./routes/embeddings.ts";
import { callGemini } from "./routes/gemini.ts";
import { alive, health } from "./routes/health.ts";
import { imageEdits, imageGenerations } from "./routes/images.ts";
import { inputTokens } from "./routes/input-tokens.ts";
import { limits } from "./routes/limits.ts";
import { mcp } from "./routes/mcp.ts";
import { listModels, oneModel } from "./routes/models.ts";
import { answerOllama, running, show, tags, version } from "./routes/ollama.ts";
import { refreshLogin, status } from "./routes/status.ts";
import { deleteResponse, readInputItems, readResponse } from "./routes/stored-responses.ts";
import { usageReport } from "./routes/usage.ts";
import type { BatchQueue } from "./transports/batch/batch-queue.ts";
import { answerChat } from "./transports/chat-choices.ts";
import { answerTurn } from "./transports/http-answer.ts";
import { serveTurn, type Sink, type TurnBody } from "./turn/serve-turn.ts";

export type Route = readonly ["get" | "post" | "delete", string, ...RequestHandler[]];

export function routeTable(services: GatewayServices, queue: BatchQueue): Route[] {
  const called = (protocol: RequestRow["protocol"]) => (handler: Handler) =>
    exchange(services, protocol, handler);
  const [openai, anthropic, codex] = [called("openai"), called("anthropic"), called("codex")];
  const [ollama, gemini] = [called("ollama"), called("gemini")];
  const turn = <Body extends TurnBody, Spec, State>(
    protocol: Protocol<Body, Spec, State>,
    sink: Sink<Body, Spec, State> = answerTurn,
  ) => called(protocol.dialect)(relayedOr((one) => serveTurn(one, protocol, sink)));
  const batches = batchRoutes(queue);
  return [
    ["post", "/v1/chat/completions", turn(chat, answerChat)],
    ["post", "/v1/completions", turn(completions)],
    ["post", "/v1/responses", turn(responses)],
    ["post", "/v1/messages", turn(messages)],
    ["post", "/v1/messages/compact", turn(messagesCheckpoint)],
    ["post", "/v1/inspect", turn(inspect)],
    ["post", "/v1/compact", turn(compact)],
    ["post", "/api/chat", turn(ollamaChat, answerOllama)],
    ["post", "/api/generate", turn(ollamaGenerate, answerOllama)],
    ["post", "/v1beta/models/:id", gemini(relayedOr(callGemini))],
    ["post", "/v1/models/:id", gemini(relayedOr(callGemini))],

    [
      "post",
      "/codex/v1/responses",
      codex(codexTurn("/codex/responses", (one) => serveTurn(one, responses, answerTurn))),
    ],
    ["get", "/codex/v1/models", codex(passThrough("/codex/models"))],
    // What else Codex asks of its provider (codex-backend 2.12, 2.13).
    ["post", "/codex/v1/responses/compact", codex(compactForCodex)],
    ["post", "/codex/v1/images/generations", codex(passThrough("/codex/images/generations"))],
    ["post", "/codex/v1/images/edits", codex(passThrough("/codex/images/edits"))],
    ["post", "/codex/v1/alpha/search", codex(passThrough("/codex/alpha/search"))],
    ["post", "/codex/v1/memories/trace_summarize", codex(passThrough("/codex/memories/trace_summarize"))],

    ["get", "/v1/models", listModels(services)],
    ["get", "/v1/models/:id", oneModel(services)],
    ["post", "/v1/responses/input_tokens", openai(inputTokens)],
    ["post", "/v1/responses/compact", openai(compactResponse)],
    ["get", "/v1/responses/:id", readResponse(services)],
    ["get", "/v1/responses/:id/input_items", readInputItems(services)],
    ["delete", "/v1/responses/:id", deleteResponse(services)],
    ["post", "/v1/embeddings", openai(relayedOr(embeddings))],
    ["post", "/v1/images/generations", openai(relayedOr(imageGenerations))],
    ["post", "/v1/images/edits", openai(imageEdits)],
    ["post", "/v1/messages/count_tokens", anthropic(relayedOr(countTokens))],
    ["post", "/v1/messages/batches", anthropic(batches.create)],
    ["get", "/v1/messages/batches", anthropic(batches.list)],
    ["get", "/v1/messages/batches/:id", anthropic(batches.get)],
    ["get", "/v1/messages/batches/:id/results", anthropic(batches.results)],
    ["post", "/v1/messages/batches/:id/cancel", anthropic(batches.cancel)],
    ["delete", "/v1/messages/batches/:id", anthropic(batches.delete)],

    ["get", "/api/version", version],
    ["get", "/api/tags", tags(services)],
    ["get", "/api/ps", running],
    ["post", "/api/show", ollama(show)],
    ["get", "/v1beta/models", listModels(services)],
    ["get", "/v1beta/models/:id", oneModel(services)],

    ["post", "/mcp", loopbackOnly, mcp(services)],
    ["get", "/v1/limits", loopbackOnly, limits(services)],
    ["get", "/v1/status", loopbackOnly, status(services)],
    ["post", "/v1/auth/refresh", loopbackOnly, openai(refreshLogin)],
    ["get", "/debug/config", loopbackOnly, debugConfig(services)],
    ["get", "/_gateway/admin/usage", loopbackOnly, usageReport(services.usage)],
    ["get", "/health", health(services)],
    ["get", "/_gateway/health", health(services)],
    ["get", "/healthz", alive],
    ["get", "/", alive],
    ["get", "/api/hello", alive],
  ];
}

/** Paths without an id in them, to find the one that was meant. */
export function plainPaths(table: readonly Route[]): string[] {
  return table.map(([, path]) => path).filter((path) => path !== "/" && !path.includes(":"));
}

/** The methods, in capital letters, that a path is served with. */
export function methodsOf(table: readonly Route[], path: string): string[] {
  const asked = path.split("/");
  const fits = (pattern: string) => {
    const parts = pattern.split("/");
    return (
      parts.length === asked.length &&
      parts.every((part, at) => (part.startsWith(":") ? asked[at] !== "" : part === asked[at]))
    );
  };
  return table.flatMap(([method, pattern]) => (fits(pattern) ? [method.toUpperCase()] : []));
}
