/** GET /v1/models and /v1/models/{id} (models 3.5), under /v1beta too; the catalog's source and age are in the headers. */
import type { Request, Response } from "express";
import type { ModelView } from "../../../src-shared/contract/models.ts";
import { geminiModel } from "../../protocols/gemini/models.ts";
import { errorAnswer, type Dialect } from "../../protocols/shared/error-answer.ts";
import { claudeAlias } from "../../protocols/shared/model-name.ts";
import type { GatewayServices } from "../services.ts";
import { answerFor, dialectOfRequest, requestIdOf } from "../http/exchange.ts";
import { pageOf } from "../http/page.ts";
import { joinedModels, type JoinedModel } from "./joined-models.ts";

export function listModels(services: GatewayServices) {
  return async (request: Request, response: Response): Promise<void> => {
    const { models } = await tellAge(services, response);
    const listed = models.filter((model) => model.listed);
    const dialect = dialectOfRequest(request);
    if (dialect === "gemini") return void response.json({ models: listed.map(geminiModel) });
    if (dialect === "openai") return void response.json({ object: "list", data: listed.map(openaiShape) });
    try {
      response.json(
        pageOf([...listed.map(anthropicShape), ...listed.filter(isAliased).map(aliasShape)], request.query),
      );
    } catch (error) {
      const answer = answerFor(error, "anthropic", requestIdOf(response));
      response.status(answer.status).json(answer.body);
    }
  };
}

export function oneModel(services: GatewayServices) {
  return async (request: Request, response: Response): Promise<void> => {
    const { models } = await tellAge(services, response);
    const id = String(request.params["id"]);
    const dialect = dialectOfRequest(request);
    const plain = models.find((model) => model.id === id);
    const aliased = models.find((model) => isAliased(model) && claudeAlias(model.id) === id);
    if (plain) response.json(shapeFor(dialect)(plain));
    else if (aliased && dialect === "anthropic") response.json(aliasShape(aliased));
    else {
      const message = `The model '${id}' does not exist or is not in this account's catalog.`;
      const failure = { kind: "model-unavailable", message, param: "model" } as const;
      const answer = errorAnswer(failure, dialect, requestIdOf(response));
      response.status(answer.status).json(answer.body);
    }
  };
}

// The path is the same for all: their clients are known by a header of their own.
function shapeFor(dialect: Dialect): (model: JoinedModel) => Record<string, unknown> {
  if (dialect === "gemini") return geminiModel;
  return dialect === "anthropic" ? anthropicShape : openaiShape;
}

async function tellAge(services: GatewayServices, response: Response) {
  const catalog = await joinedModels(services);
  response.setHeader("x-switchyard-catalog", catalog.source);
  if (catalog.fetchedAt !== null) {
    response.setHeader("age", String(Math.max(0, Math.round((services.now() - catalog.fetchedAt) / 1000))));
  }
  return catalog;
}

/** The catalog tells no dates; clients want one. */
const created = 1_760_000_000;

function openaiShape(model: JoinedModel) {
  return {
    id: model.id,
    object: "model",
    created,
    owned_by: model.ownedBy,
    ...(model.contextWindow ? { context_window: model.contextWindow } : {}),
  };
}

function anthropicShape(model: ModelView) {
  return {
    type: "model",
    id: model.id,
    display_name: model.displayName,
    created_at: new Date(created * 1000).toISOString(),
    max_input_tokens: model.contextWindow,
  };
}

/** Names with a prefix are understood as they are, and only so. */
function isAliased({ id }: ModelView): boolean {
  return !id.includes(":");
}

// Claude Code's model discovery takes only ids with "claude" in them (models 3.5).
function aliasShape(model: ModelView) {
  return {
    ...anthropicShape(model),
    id: claudeAlias(model.id),
    description: `${model.displayName} by Switchyard`,
  };
}
