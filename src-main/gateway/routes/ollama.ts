/** What Ollama's clients ask besides turns: its version, its models; and the turn that only loads a model. */
import type { Request, Response } from "express";
import { z } from "zod";
import { ollamaModel, ollamaTags, ollamaVersion } from "../../protocols/ollama/models.ts";
import { withoutTag } from "../../protocols/ollama/request.ts";
import { loadedAnswer, type OllamaState, type OllamaTurn } from "../../protocols/ollama/stream.ts";
import { parseBody } from "../../protocols/shared/parse-body.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import type { GatewayServices } from "../services.ts";
import { readJson } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { joinedModels } from "./joined-models.ts";
import { answerTurn } from "../transports/http-answer.ts";
import type { Sink, TurnBody } from "../turn/serve-turn.ts";

export async function answerOllama<Body extends TurnBody>(
  ...[exchange, protocol, ready]: Parameters<Sink<Body, OllamaTurn, OllamaState>>
): Promise<void> {
  if (ready.turn.loads) exchange.response.json(loadedAnswer(ready.turn));
  else await answerTurn(exchange, protocol, ready);
}

export function version(_request: Request, response: Response): void {
  response.json({ version: ollamaVersion });
}

/** GET /api/tags */
export function tags(services: GatewayServices) {
  return async (_request: Request, response: Response): Promise<void> => {
    const { models, fetchedAt } = await joinedModels(services);
    const listed = models.filter((model) => model.listed);
    response.json(ollamaTags(listed, fetchedAt ?? services.now()));
  };
}

/** GET /api/ps: nothing is ever loaded here. */
export function running(_request: Request, response: Response): void {
  response.json({ models: [] });
}

const showSchema = z.looseObject({ model: z.string().nullish(), name: z.string().nullish() });

/** POST /api/show */
export async function show(exchange: Exchange): Promise<void> {
  const { services, response } = exchange;
  const body = parseBody(showSchema, await readJson(exchange));
  const asked = body.model ?? body.name ?? "";
  const { models, fetchedAt } = await joinedModels(services);
  const model = models.find(({ id }) => id === asked || id === withoutTag(asked));
  if (model === undefined) throw new RequestError(`model '${asked}' not found`, { status: 404 });
  response.json(ollamaModel(model, fetchedAt ?? services.now()));
}
