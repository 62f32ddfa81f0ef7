/** What a new session tells: its models, and how it is kept from doing anything (backends 7). Pure. */
import type { ModelView } from "../../../src-shared/contract/models.ts";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";
import { asList, asText } from "../json-events.ts";
import { plainModel } from "../model-list.ts";

/** A request that sets something, without the session's id. */
export interface Setting {
  method: "session/set_mode" | "session/set_model" | "session/set_config_option";
  params: Readonly<Record<string, string>>;
}

export interface SessionModel {
  /** As clients ask for it. */
  id: string;
  view: ModelView;
  setting: Setting;
}

export interface SessionFacts {
  models: readonly SessionModel[];
  /** Of the model that it begins with; null: it does not tell. */
  model: string | null;
  /** What makes it safe, in order; null: it has modes, and none of them is known to be. */
  safe: readonly Setting[] | null;
}

/** By their names, the best first: such as only talk or read, then such as ask before they do anything. */
const safeModes = [/^chat$/, /^read-?only$/, /^ask$/, /^plan$/, /^approve$/, /^default$/, /^manual$/];

/** @param result of `session/new` @param mode that this agent is best set to */
export function sessionFacts(result: Fields, mode?: RegExp): SessionFacts {
  const options = asList(result["configOptions"]).map(fieldsOf);
  const { models, model } = modelsOf(result, options);
  return { models, model, safe: safeSettings(result, options, mode) };
}

function modelsOf(result: Fields, options: readonly Fields[]): Pick<SessionFacts, "models" | "model"> {
  const option = options.find(({ category, id }) => category === "model" || id === "model");
  if (option !== undefined) {
    const configId = asText(option["id"]);
    const models = choicesOf(option).flatMap((choice) => {
      const value = asText(choice["value"]);
      const setting = { method: "session/set_config_option" as const, params: { configId, value } };
      return modelOf(value, choice, setting);
    });
    return { models, model: idOf(models, asText(option["currentValue"])) };
  }
  const { availableModels, currentModelId } = fieldsOf(result["models"]);
  const models = asList(availableModels)
    .map(fieldsOf)
    .flatMap((choice) => {
      const modelId = asText(choice["modelId"]);
      return modelOf(modelId, choice, { method: "session/set_model", params: { modelId } });
    });
  return { models, model: idOf(models, asText(currentModelId)) };
}

function modelOf(value: string, { name, _meta }: Fields, setting: Setting): SessionModel[] {
  const title = asText(name) || value;
  const id = [value, title.replace(/\s+/g, "-")].find((each) => /^[a-z0-9][\w.:@/+-]*$/i.test(each));
  if (id === undefined) return [];
  const { contextLimit } = fieldsOf(_meta);
  const known = typeof contextLimit === "number" ? contextLimit : null;
  const view = plainModel(id, { displayName: title, contextWindow: known, maxContextWindow: known });
  return [{ id, view, setting }];
}

function idOf(models: readonly SessionModel[], value: string): string | null {
  return (
    models.find(({ setting: { params } }) => (params["value"] ?? params["modelId"]) === value)?.id ?? null
  );
}

/** Options may come in groups. */
function choicesOf({ options }: Fields): Fields[] {
  return asList(options)
    .map(fieldsOf)
    .flatMap((each) => (Array.isArray(each["options"]) ? each["options"].map(fieldsOf) : [each]));
}

function safeSettings(result: Fields, options: readonly Fields[], wanted?: RegExp): Setting[] | null {
  const freed = options.flatMap((option): Setting[] =>
    option["category"] === "permissions" && option["currentValue"] === "on"
      ? [{ method: "session/set_config_option", params: { configId: asText(option["id"]), value: "off" } }]
      : [],
  );
  const { availableModes } = fieldsOf(result["modes"]);
  const modes = asList(availableModes).map((mode) => asText(fieldsOf(mode)["id"]));
  const option = options.find(({ category, id }) => category === "mode" || id === "mode");
  const values = option === undefined ? [] : choicesOf(option).map(({ value }) => asText(value));
  if (modes.length === 0 && values.length === 0) return freed;
  const order = wanted === undefined ? safeModes : [wanted, ...safeModes];
  const modeId = best(modes, order);
  if (modeId !== null) return [...freed, { method: "session/set_mode", params: { modeId } }];
  const value = best(values, order);
  if (value === null) return null;
  const params = { configId: asText(option?.["id"]), value };
  return [...freed, { method: "session/set_config_option", params }];
}

function best(names: readonly string[], order: readonly RegExp[]): string | null {
  for (const wanted of order) {
    const found = names.find((name) => wanted.test(name.slice(name.lastIndexOf("#") + 1)));
    if (found !== undefined) return found;
  }
  return null;
}
