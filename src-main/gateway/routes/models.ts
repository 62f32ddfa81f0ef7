/** GET /v1/models and /v1/models/{id} (models 3.5); the catalog's source and age are in the headers. */
import type { Request, Response } from "express";
import type { ModelView } from "../../../src-shared/contract/models.ts";
import { openaiError } from "../../translate/error-answer.ts";
import type { GatewayServices } from "../app.ts";

export function listModels(services: GatewayServices) {
  return (_request: Request, response: Response): void => {
    const catalog = tellAge(services, response);
    response.json({ object: "list", data: catalog.models.filter((model) => model.listed).map(shape) });
  };
}

export function oneModel(services: GatewayServices) {
  return (request: Request, response: Response): void => {
    const catalog = tellAge(services, response);
    const id = String(request.params["id"]);
    const found = catalog.models.find((model) => model.id === id);
    if (found) response.json(shape(found));
    else {
      const message = `The model '${id}' does not exist or is not in this account's catalog.`;
      const answer = openaiError({ kind: "model-unavailable", message, param: "model" });
      response.status(answer.status).json(answer.body);
    }
  };
}

function tellAge(services: GatewayServices, response: Response) {
  const catalog = services.catalog.current();
  response.setHeader("x-switchyard-catalog", catalog.source);
  if (catalog.fetchedAt !== null) {
    response.setHeader("age", String(Math.max(0, Math.round((services.now() - catalog.fetchedAt) / 1000))));
  }
  return catalog;
}

function shape(model: ModelView) {
  return {
    id: model.id,
    object: "model",
    created: 1_760_000_000,
    owned_by: "openai",
    ...(model.contextWindow ? { context_window: model.contextWindow } : {}),
  };
}
