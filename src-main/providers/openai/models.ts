/** The models of an OpenAI-compatible endpoint, with what the usual servers tell beside `/v1/models` (backends 8.5). */
import type { ModelView } from "../../../src-shared/contract/models.ts";
import { asList, asObject, asText, type JsonObject } from "../json-events.ts";
import { plainModel } from "../model-list.ts";

/** GET, the JSON of the answer. Throws UpstreamFailure. */
export type Ask = (url: string, body?: object) => Promise<JsonObject>;

/** More are not asked for one by one. */
const mostDetails = 30;

const nothing: JsonObject = {};

/** `api`: with `/v1`; `server`: without. Throws UpstreamFailure when the list itself is not to be had. */
export async function readModels(ask: Ask, api: string, server: string): Promise<ModelView[]> {
  const listed = asList((await ask(`${api}/models`))["data"]);
  const entries = listed.map(asObject).filter((entry) => entry !== null);
  const models = entries.flatMap((entry) => {
    const id = asText(entry["id"]);
    return id === "" ? [] : [view(id, entry)];
  });
  const told = models.some(({ contextWindow }) => contextWindow !== null);
  const owner = asText(entries[0]?.["owned_by"]);
  if (told || models.length === 0) return models;
  // Vendors far away have nothing beside the list.
  if (owner === "library") return ollamaModels(ask, server, models);
  if (owner === "organization_owner") return lmStudioModels(ask, server, models);
  if (owner === "llamacpp") return llamaModels(ask, server, models);
  return models;
}

function view(id: string, entry: JsonObject): ModelView {
  const meta = asObject(entry["meta"]);
  const context =
    count(entry["context_length"]) ??
    count(entry["max_model_len"]) ??
    count(entry["context_window"]) ??
    count(meta?.["n_ctx"]);
  const inputs = asList(asObject(entry["architecture"])?.["input_modalities"]).filter(
    (kind): kind is string => typeof kind === "string",
  );
  return plainModel(id, {
    displayName: asText(entry["name"]) || id,
    contextWindow: context,
    maxContextWindow: context ?? count(meta?.["n_ctx_train"]),
    ...(inputs.length > 0 ? { inputs } : {}),
  });
}

async function ollamaModels(ask: Ask, server: string, models: ModelView[]): Promise<ModelView[]> {
  const tags = await ask(`${server}/api/tags`).catch(() => nothing);
  const sizes = new Map(
    asList(tags["models"]).map((raw) => [asText(asObject(raw)?.["name"]), count(asObject(raw)?.["size"])]),
  );
  const detailed: ModelView[] = [];
  for (const [at, model] of models.entries()) {
    const shown =
      at < mostDetails ? await ask(`${server}/api/show`, { model: model.id }).catch(() => nothing) : {};
    const info = Object.entries(asObject(shown["model_info"]) ?? {});
    const most = count(info.find(([name]) => name.endsWith(".context_length"))?.[1]);
    // The size in force is set at the server, or in the model's file; the architecture tells only the most.
    const set = /^num_ctx\s+(\d+)/m.exec(asText(shown["parameters"]))?.[1];
    const sees = asList(shown["capabilities"]).includes("vision");
    detailed.push({
      ...model,
      displayName: withSize(model.id, sizes.get(model.id) ?? null),
      contextWindow: set === undefined ? null : Number(set),
      maxContextWindow: most,
      inputs: sees ? ["text", "image"] : ["text"],
    });
  }
  return detailed;
}

async function lmStudioModels(ask: Ask, server: string, models: ModelView[]): Promise<ModelView[]> {
  const told = await ask(`${server}/api/v0/models`).catch(() => nothing);
  const byId = new Map(asList(told["data"]).map((raw) => [asText(asObject(raw)?.["id"]), asObject(raw)]));
  return models.map((model) => {
    const known = byId.get(model.id);
    const most = count(known?.["max_context_length"]);
    return {
      ...model,
      contextWindow: count(known?.["loaded_context_length"]) ?? most,
      maxContextWindow: most,
      inputs: known?.["type"] === "vlm" ? ["text", "image"] : ["text"],
    };
  });
}

async function llamaModels(ask: Ask, server: string, models: ModelView[]): Promise<ModelView[]> {
  const props = await ask(`${server}/props`).catch(() => nothing);
  const context = count(asObject(props["default_generation_settings"])?.["n_ctx"]);
  return models.map((model) => ({ ...model, contextWindow: context ?? model.contextWindow }));
}

function withSize(name: string, bytes: number | null): string {
  return bytes === null ? name : `${name} (${(bytes / 1e9).toFixed(1)} GB)`;
}

function count(value: unknown): number | null {
  return typeof value === "number" && value > 0 ? value : null;
}
