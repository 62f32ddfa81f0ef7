/** The models that the program tells of when it starts, without asking anybody (backends 3.5). */
import type { ModelView } from "../../../src-shared/contract/models.ts";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";
import { factsOf, type ModelFacts } from "../anthropic/model-facts.ts";
import { asList, asText } from "../json-events.ts";
import { plainModel } from "../model-list.ts";

export interface ClaudeModels {
  find(id: string): ModelView | undefined;
  all(): readonly ModelView[];
  default(): string;
  facts(id: string): ModelFacts;
  /** Reads what `initialize` answered. */
  learn(answer: Fields): void;
  known(): boolean;
}

export function createClaudeModels(): ClaudeModels {
  let views: readonly ModelView[] = [];
  const resolved = new Map<string, string>();
  return {
    find: (id) => views.find((view) => view.id === id),
    all: () => views,
    default: () => "sonnet",
    facts: (id) => factsOf(resolved.get(id) ?? id),
    learn(answer) {
      const told = asList(answer["models"]).map(fieldsOf);
      if (told.length === 0) return;
      for (const model of told) resolved.set(asText(model["value"]), asText(model["resolvedModel"]));
      views = told.flatMap(viewOf);
    },
    known: () => views.length > 0,
  };
}

function viewOf(model: Fields): ModelView[] {
  const id = asText(model["value"]);
  if (id === "") return [];
  const window = factsOf(asText(model["resolvedModel"])).contextWindow;
  return [
    plainModel(id, {
      displayName: asText(model["displayName"]) || id,
      contextWindow: window,
      maxContextWindow: window,
      efforts: asList(model["supportedEffortLevels"]).map(asText),
    }),
  ];
}
