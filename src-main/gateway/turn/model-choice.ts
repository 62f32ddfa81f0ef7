import type { ModelTraits } from "../../protocols/protocol.ts";
import { effortNames } from "../../protocols/shared/effort.ts";
import { chooseModel, type ModelChoice, type PrefixedModel } from "../../protocols/shared/model-name.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import type { GatewayServices } from "../services.ts";
import type { TurnServices } from "./account-failover.ts";

export interface ChosenModel {
  choice: ModelChoice;
  traits: ModelTraits;
}

/** Throws RequestError for the prefix of a provider that is not there. */
export function modelFor(services: GatewayServices, asked: string | null | undefined): ChosenModel {
  const { settings, providers } = services;
  const { models } = settings.values();
  const isKnown = (id: string) => providers.accounts.provider.models.find(id) !== undefined;
  const choice = chooseModel(asked, models, isKnown, (name) => prefixed(providers, name));
  const preferred = models.effort === "model" ? null : models.effort;
  const { served, model } = providers.route(choice.id);
  const found = served.provider.models.find(model);
  return {
    choice,
    traits: {
      id: choice.id,
      effort: choice.effort ?? preferred,
      forcedEffort: models.forceEffort ? preferred : null,
      efforts: found?.efforts ?? [],
      tiers: found?.tiers ?? [],
    },
  };
}

/** What follows a colon in names that mean no provider: an effort, or Ollama's tag for the newest. */
const suffixes = new Set([...effortNames, "latest"]);

function prefixed(providers: TurnServices["providers"], name: string): PrefixedModel | null {
  const [, prefix, model] = /^([^:]+):(.+)$/s.exec(name) ?? [];
  if (prefix === undefined || model === undefined) return null;
  const { served } = providers.route(name);
  if (served !== providers.accounts)
    return { prefix, model, isKnown: (id) => served.provider.models.find(id) !== undefined };
  if (suffixes.has(model)) return null;
  const names = providers.all().map(({ provider }) => provider.name);
  throw new RequestError(
    `There is no provider '${prefix}'. A name as NAME:MODEL asks a provider for a model; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}.`,
    { status: 404, code: "unknown_provider", param: "model" },
  );
}
