import type { ModelTraits } from "../../protocols/protocol.ts";
import { chooseModel, type ModelChoice } from "../../protocols/shared/model-name.ts";
import type { GatewayServices } from "../http/app.ts";

export interface ChosenModel {
  choice: ModelChoice;
  traits: ModelTraits;
}

export function modelFor(services: GatewayServices, asked: string | null | undefined): ChosenModel {
  const { models } = services.settings.values();
  const choice = chooseModel(asked, models, (id) => services.catalog.find(id) !== undefined);
  const preferred = models.effort === "model" ? null : models.effort;
  const found = services.catalog.find(choice.id);
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
