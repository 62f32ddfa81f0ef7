/** The models that a key may use, as the API lists them. */
import type { ModelView } from "../../../src-shared/contract/models.ts";
import { asList, asObject, asText, type JsonObject } from "../json-events.ts";
import { plainModel } from "../model-list.ts";

/** Pages that are asked for at most. */
const mostPages = 10;

/** @param ask GET of a path with its query, the JSON of the answer */
export async function readModels(ask: (path: string) => Promise<JsonObject>): Promise<ModelView[]> {
  const models: ModelView[] = [];
  let page = "";
  for (let count = 0; count < mostPages; count += 1) {
    const after = page === "" ? "" : `&pageToken=${encodeURIComponent(page)}`;
    const answer = await ask(`/models?pageSize=1000${after}`);
    models.push(...asList(answer["models"]).flatMap(view));
    page = asText(answer["nextPageToken"]);
    if (page === "") break;
  }
  return models;
}

function view(raw: unknown): ModelView[] {
  const model = asObject(raw);
  const id = asText(model?.["name"]).replace(/^models\//, "");
  if (model === null || id === "") return [];
  if (!asList(model["supportedGenerationMethods"]).includes("generateContent")) return [];
  const limit = model["inputTokenLimit"];
  const window = typeof limit === "number" ? limit : null;
  return [
    plainModel(id, {
      displayName: asText(model["displayName"]) || id,
      contextWindow: window,
      maxContextWindow: window,
      efforts: model["thinking"] === true ? ["low", "medium", "high"] : [],
    }),
  ];
}
