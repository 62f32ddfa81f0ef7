/** The gateway's routes and the order a request passes through: id, guard, route, 404, error. */
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import { errorAnswer, type DescribedFailure } from "../../protocols/shared/error-answer.ts";
import type { GatewayServices } from "../services.ts";
import type { BatchQueue } from "../transports/batch/batch-queue.ts";
import { answerFor, dialectOfRequest, nameRequest, requestIdOf } from "./exchange.ts";
import { forgivingPath, isDecodable } from "./normalize-path.ts";
import { guard } from "./guards.ts";
import { logUnexpected } from "./log-unexpected.ts";
import { takeProject } from "./project-prefix.ts";
import { cutUnread } from "./unread-body.ts";
import { nearestRoute } from "./suggest-route.ts";
import { methodsOf, plainPaths, routeTable, type Route } from "../routes.ts";
import type { WrongKeys } from "./wrong-keys.ts";

export function createGatewayApp(
  services: GatewayServices,
  queue: BatchQueue,
  wrongKeys: WrongKeys,
): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use((request: Request, response: Response, next: NextFunction) => {
    takeProject(request);
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

  const table = routeTable(services, queue);
  for (const [method, path, ...handlers] of table) app[method](path, ...handlers);

  app.use((request: Request, response: Response) => {
    const answer = errorAnswer(
      notServed(request, response, table),
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

/** What is wrong with a request that no route takes: its method, or its path. */
function notServed(request: Request, response: Response, table: readonly Route[]): DescribedFailure {
  const { method, path } = request;
  const methods = methodsOf(table, path);
  if (methods.length > 0) {
    response.setHeader("allow", methods.join(", "));
    return { kind: "wrong-method", message: `${path} is asked with ${methods.join(" or ")}, not ${method}.` };
  }
  const near = nearestRoute(path, plainPaths(table));
  const hint = near === null ? "" : ` Did you mean ${near}?`;
  return { kind: "unknown-route", message: `There is no ${method} ${path} here.${hint}` };
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
