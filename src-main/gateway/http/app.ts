/** The gateway's routes and the order a request passes through: id, guard, route, 404, error. */
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { RequestLog } from "../../logs/request-log.ts";
import type { Logger } from "../../logs/logger.ts";
import type { Clock } from "../../platform/ports.ts";
import type { SettingsStore } from "../../settings/settings-store.ts";
import { errorAnswer } from "../../protocols/shared/error-answer.ts";
import type { PlatformClient } from "../../providers/openai/platform-client.ts";
import type { AccountServices } from "../codex/account-services.ts";
import type { BodyRooms } from "./body-room.ts";
import type { BatchQueue } from "../transports/batch/batch-queue.ts";
import { answerFor, dialectOfRequest, exchange, nameRequest, requestIdOf } from "./exchange.ts";
import { forgivingPath, isDecodable } from "./normalize-path.ts";
import { guard, loopbackOnly } from "./guards.ts";
import { logUnexpected } from "./log-unexpected.ts";
import { cutUnread } from "./unread-body.ts";
import { nearestRoute } from "./suggest-route.ts";
import type { ResponseStore } from "../turn/response-store.ts";
import { batchRoutes } from "../routes/batches.ts";
import { chatCompletions } from "../routes/chat.ts";
import { passThrough } from "../routes/codex.ts";
import { compactMessages, compactResponse } from "../routes/compact.ts";
import { completions } from "../routes/completions.ts";
import { debugConfig } from "../routes/debug-config.ts";
import { alive, health } from "../routes/health.ts";
import { embeddings } from "../routes/embeddings.ts";
import { imageEdits, imageGenerations } from "../routes/images.ts";
import { inputTokens } from "../routes/input-tokens.ts";
import { inspect } from "../routes/inspect.ts";
import { countTokens } from "../routes/count-tokens.ts";
import { compactConversation, messages } from "../routes/messages.ts";
import { listModels, oneModel } from "../routes/models.ts";
import { responses } from "../routes/responses.ts";
import { refreshLogin, status } from "../routes/status.ts";
import { usageReport, type UsageReports } from "../routes/usage.ts";
import { deleteResponse, readInputItems, readResponse } from "../routes/stored-responses.ts";
import type { TurnServices } from "../turn/account-failover.ts";
import type { WrongKeys } from "./wrong-keys.ts";

export interface GatewayServices extends TurnServices, AccountServices {
  version: string;
  settings: SettingsStore;
  platform: PlatformClient;
  responses: ResponseStore;
  usage: UsageReports;
  log: RequestLog;
  logger: Logger;
  clock: Clock;
  /** Where message batches lie. */
  batchFolder: string;
  /** Something could not be understood and lies there now. */
  onSetAside: (kept: string) => void;
  /** Bytes of a request body. */
  bodyLimit: () => number;
  bodies: BodyRooms;
}

const routes = [
  "/v1/models",
  "/v1/chat/completions",
  "/v1/responses",
  "/v1/responses/compact",
  "/v1/responses/input_tokens",
  "/v1/completions",
  "/v1/embeddings",
  "/v1/images/generations",
  "/v1/images/edits",
  "/v1/inspect",
  "/v1/compact",
  "/v1/messages",
  "/v1/messages/count_tokens",
  "/v1/messages/compact",
  "/v1/messages/batches",
  "/codex/v1/responses",
  "/codex/v1/models",
  "/v1/status",
  "/v1/auth/refresh",
  "/health",
  "/healthz",
  "/debug/config",
  "/_gateway/admin/usage",
];

/** What else Codex asks of its provider (codex-backend 2.12, 2.13). */
const codexCalls = [
  "/responses/compact",
  "/images/generations",
  "/images/edits",
  "/alpha/search",
  "/memories/trace_summarize",
];

export function createGatewayApp(
  services: GatewayServices,
  queue: BatchQueue,
  wrongKeys: WrongKeys,
): Express {
  const batches = batchRoutes(queue);
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use((request: Request, response: Response, next: NextFunction) => {
    request.url = forgivingPath(request.url);
    nameRequest(request, response);
    cutUnread(request, response, services.clock);
    next();
  });
  app.use(guard({ doors: () => services.settings.values().gateway, clock: services.clock, wrongKeys }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (isDecodable(request.path)) next();
    else refusePath(request, response);
  });

  app.get("/healthz", alive);
  app.get("/health", health(services));
  app.get(["/", "/api/hello"], alive);
  app.get("/debug/config", loopbackOnly, debugConfig(services));
  app.get("/_gateway/admin/usage", loopbackOnly, usageReport(services.usage));
  app.get("/v1/status", loopbackOnly, status(services));
  app.post("/v1/auth/refresh", loopbackOnly, exchange(services, "openai", refreshLogin));

  app.get("/v1/models", listModels(services));
  app.get("/v1/models/:id", oneModel(services));
  app.post("/v1/chat/completions", exchange(services, "openai", chatCompletions));
  app.post("/v1/responses", exchange(services, "openai", responses));
  app.get("/v1/responses/:id", readResponse(services));
  app.get("/v1/responses/:id/input_items", readInputItems(services));
  app.delete("/v1/responses/:id", deleteResponse(services));
  app.post("/v1/completions", exchange(services, "openai", completions));
  app.post("/v1/responses/input_tokens", exchange(services, "openai", inputTokens));
  app.post("/v1/responses/compact", exchange(services, "openai", compactResponse));
  app.post("/v1/embeddings", exchange(services, "openai", embeddings));
  app.post("/v1/inspect", exchange(services, "openai", inspect));
  app.post("/v1/compact", exchange(services, "openai", compactMessages));
  app.post("/v1/messages", exchange(services, "anthropic", messages));
  app.post("/v1/messages/count_tokens", exchange(services, "anthropic", countTokens));
  app.post("/v1/messages/compact", exchange(services, "anthropic", compactConversation));
  app.post("/v1/messages/batches", exchange(services, "anthropic", batches.create));
  app.get("/v1/messages/batches", exchange(services, "anthropic", batches.list));
  app.get("/v1/messages/batches/:id", exchange(services, "anthropic", batches.get));
  app.get("/v1/messages/batches/:id/results", exchange(services, "anthropic", batches.results));
  app.post("/v1/messages/batches/:id/cancel", exchange(services, "anthropic", batches.cancel));
  app.delete("/v1/messages/batches/:id", exchange(services, "anthropic", batches.delete));
  app.post("/v1/images/generations", exchange(services, "openai", imageGenerations));
  app.post("/v1/images/edits", exchange(services, "openai", imageEdits));
  app.post("/codex/v1/responses", exchange(services, "codex", passThrough("/codex/responses")));
  app.get("/codex/v1/models", exchange(services, "codex", passThrough("/codex/models")));
  for (const path of codexCalls) {
    app.post(`/codex/v1${path}`, exchange(services, "codex", passThrough(`/codex${path}`)));
  }

  app.use((request: Request, response: Response) => {
    const near = nearestRoute(request.path, routes);
    const hint = near === null ? "" : ` Did you mean ${near}?`;
    const message = `There is no ${request.method} ${request.path} here.${hint}`;
    const answer = errorAnswer(
      { kind: "unknown-route", message },
      dialectOfRequest(request),
      requestIdOf(response),
    );
    response.status(answer.status).json(answer.body);
  });
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const id = requestIdOf(response);
    logUnexpected(services.logger, error, id);
    const answer = answerFor(error, dialectOfRequest(request), id);
    response.status(answer.status).json(answer.body);
  });
  return app;
}

function refusePath(request: Request, response: Response): void {
  const message = "The address holds a percent sign that stands for no character.";
  const answer = errorAnswer(
    { kind: "bad-request", code: "invalid_path", message },
    dialectOfRequest(request),
    requestIdOf(response),
  );
  response.status(answer.status).json(answer.body);
}
