import { refusalOf } from "../../../src-shared/provider-kinds.ts";
import type { ModelTraits } from "../../protocols/protocol.ts";
import { effortNames } from "../../protocols/shared/effort.ts";
import {
  chooseModel,
  type HomeProvider,
  type ModelChoice,
  type PrefixedModel,
} from "../../protocols/shared/model-name.ts";
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
  const { models, providers: chosen } = settings.values();
  const isKnown = (id: string) => providers.accounts.provider.models.find(id) !== undefined;
  const choice = chooseModel(
    asked,
    models,
    isKnown,
    (name) => prefixed(providers, name),
    homeOf(services, chosen.default),
  );
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

/** Throws RequestError when the provider of the settings is not there. */
function homeOf({ providers, settings }: GatewayServices, name: string | null): HomeProvider | null {
  if (name === null || name === providers.accounts.provider.name) return null;
  const found = providers.all().find(({ provider }) => provider.name === name);
  if (found === undefined)
    throw unknownProvider(providers, name, "`providers.default` of the settings names it. ");
  const { models } = found.provider;
  const isKnown = (id: string) => models.find(id) !== undefined;
  return {
    prefix: name,
    isKnown,
    modelFor(asked) {
      // Names of other vendors' models are not its own; without a list nobody knows which are.
      const listed = asked === null || (models.all?.().length ?? 0) > 0;
      if (asked !== null && (isKnown(asked) || !listed)) return asked;
      return models.default?.() ?? asked ?? settings.values().models.default;
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
  throw unknownProvider(providers, prefix);
}

function unknownProvider(providers: TurnServices["providers"], name: string, why = ""): RequestError {
  const names = providers.all().map(({ provider }) => provider.name);
  const there = `there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
  const refused = refusalOf(name);
  const help =
    refused === null
      ? "Add one with `switchyard providers add`."
      : `It cannot be added: ${refused.reason} ${refused.advice}`;
  return new RequestError(
    `There is no provider '${name}'. ${why}A name as NAME:MODEL asks a provider for a model; ${there}. ${help}`,
    { status: 404, code: "unknown_provider", param: "model" },
  );
}
