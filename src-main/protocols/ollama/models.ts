/** The catalog as Ollama shows models: names with a tag, made-up digests, capabilities. */
import type { ModelView } from "../../../src-shared/contract/models.ts";

/** What Ollama's clients ask for before they use what is newer. */
export const ollamaVersion = "0.12.6";

/** GET /api/tags. @param changedAt epoch milliseconds of the catalog */
export function ollamaTags(models: readonly ModelView[], changedAt: number): Record<string, unknown> {
  return { models: models.map((model) => tagOf(model, changedAt)) };
}

/** POST /api/show */
export function ollamaModel(model: ModelView, changedAt: number): Record<string, unknown> {
  const thinks = model.efforts.length > 0;
  return {
    modelfile: `FROM ${model.id}`,
    parameters: "",
    template: "{{ .Prompt }}",
    details,
    model_info: {
      "general.architecture": family,
      "general.basename": model.id,
      ...(model.contextWindow === null ? {} : { [`${family}.context_length`]: model.contextWindow }),
    },
    capabilities: [
      "completion",
      "tools",
      ...(model.inputs.includes("image") ? ["vision"] : []),
      ...(thinks ? ["thinking"] : []),
    ],
    modified_at: new Date(changedAt).toISOString(),
  };
}

const family = "gpt";
const details = {
  parent_model: "",
  format: "remote",
  family,
  families: [family],
  parameter_size: "",
  quantization_level: "",
};

function tagOf(model: ModelView, changedAt: number): Record<string, unknown> {
  return {
    name: model.id,
    model: model.id,
    modified_at: new Date(changedAt).toISOString(),
    // Nothing lies on this computer.
    size: 0,
    digest: digestOf(model.id),
    details,
  };
}

/** Clients tell models apart by 64 hexadecimal digits; the name's bytes are as good as any. */
function digestOf(id: string): string {
  const bytes = Array.from(new TextEncoder().encode(id), (byte) => byte.toString(16).padStart(2, "0"));
  return bytes.join("").padEnd(64, "0").slice(0, 64);
}
