/** GET and DELETE /v1/responses/{id}, GET /v1/responses/{id}/input_items */
import type { Request, Response } from "express";
import { openaiError } from "../../protocols/shared/error-answer.ts";
import type { GatewayServices } from "../services.ts";

export function readResponse(services: GatewayServices) {
  return (request: Request, response: Response): void => {
    const stored = services.responses.get(idOf(request));
    if (stored) response.json(stored.response);
    else notFound(request, response);
  };
}

export function readInputItems(services: GatewayServices) {
  return (request: Request, response: Response): void => {
    const stored = services.responses.get(idOf(request));
    if (!stored) {
      notFound(request, response);
      return;
    }
    const data = stored.input;
    response.json({ object: "list", data, has_more: false });
  };
}

export function deleteResponse(services: GatewayServices) {
  return (request: Request, response: Response): void => {
    const id = idOf(request);
    if (services.responses.forget(id)) response.json({ id, object: "response.deleted", deleted: true });
    else notFound(request, response);
  };
}

function idOf(request: Request): string {
  return String(request.params["id"]);
}

function notFound(request: Request, response: Response): void {
  const message = `Response with id '${idOf(request)}' not found. Responses are kept in memory for a while only.`;
  const answer = openaiError({ kind: "not-found", code: "response_not_found", message });
  response.status(answer.status).json(answer.body);
}
