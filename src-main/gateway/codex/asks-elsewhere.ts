/** Codex asks for the model of another provider: then its request is translated like one of the public API. */
import { modelFor } from "../turn/model-choice.ts";
import type { GatewayServices } from "../services.ts";

/** Throws RequestError for the prefix of a provider that is not there. */
export function asksElsewhere(services: GatewayServices, model: string | null | undefined): boolean {
  const { providers } = services;
  if (typeof model !== "string" || providers.all().length === 1) return false;
  return providers.route(modelFor(services, model).choice.id).served !== providers.accounts;
}
