/** /healthz: the process lives. /health: it can serve, or why not. */
import { blockOf } from "../../../src-shared/standing.ts";
import type { Request, Response } from "express";
import type { GatewayServices } from "../services.ts";
import { compactionOf } from "./count-tokens.ts";

export function alive(_request: Request, response: Response): void {
  response.json({ status: "ok", name: "switchyard" });
}

export function health(services: GatewayServices) {
  return (_request: Request, response: Response): void => {
    const { store, pool, catalog } = services;
    const { values, origins } = services.settings.view();
    const { default: model, contextWindow, compactAt } = values.models;
    const window = contextWindow ?? catalog.find(model)?.contextWindow ?? null;
    const accounts = store.all();
    const able = accounts.filter((account) => blockOf(pool.standing(account.id)) === null);
    const reason =
      accounts.length === 0
        ? "no account is signed in"
        : able.length === 0
          ? "no account can serve right now"
          : null;
    response.status(reason === null ? 200 : 503).json({
      status: reason === null ? "ready" : "unavailable",
      ...(reason === null ? {} : { reason }),
      // As other gateways word it.
      ok: reason === null,
      auth_available: able.length > 0,
      model,
      model_origin: origins["models.default"],
      ...(window === null ? {} : compactionOf(window, compactAt ?? undefined)),
      version: services.version,
      accounts: { total: accounts.length, available: able.length },
      models: { source: catalog.current().source, count: catalog.current().models.length },
      active_requests: services.log.active(),
    });
  };
}
