/** Continue's models: in config.yaml, or in the config.json that it reads as long as there is no config.yaml. Pure. */
import path from "node:path";
import type { FilePlan, OwnValue } from "./edit-file.ts";
import { maxOutput, type GatewayFacts, type Surroundings, type ToolPlan } from "./tool-facts.ts";

/** What Continue itself writes into a new config.yaml; without name and version it refuses the file. */
const start = "name: Local Config\nversion: 1.0.0\nschema: v1\n";

export function continuePlan(facts: GatewayFacts, { home, env, exists }: Surroundings): ToolPlan {
  const folder = env["CONTINUE_GLOBAL_DIR"] || path.join(home, ".continue");
  const yaml = path.join(folder, "config.yaml");
  const json = path.join(folder, "config.json");
  // A config.yaml of ours would make Continue forget everything that stands in the person's config.json.
  const older = exists(json) && !exists(yaml);
  // Its command line takes the first of them that can chat.
  const models = facts.models.toSorted((a, b) => Number(b.id === facts.model) - Number(a.id === facts.model));
  const file: FilePlan = older
    ? { file: json, format: "json", start: "{}\n", values: models.map((model) => olderModel(facts, model)) }
    : { file: yaml, format: "yaml", start, values: models.map((model) => newModel(facts, model)) };
  return { folder, files: [file] };
}

type Model = GatewayFacts["models"][number];

const nameOf = ({ name }: Model) => `${name} (Switchyard)`;

function newModel({ root, apiKey }: GatewayFacts, model: Model): OwnValue {
  return {
    path: ["models", { key: "name", is: nameOf(model) }],
    mark: ["apiBase"],
    value: {
      name: nameOf(model),
      provider: "openai",
      model: model.id,
      apiBase: `${root}/v1`,
      apiKey: apiKey ?? "local",
      // Its command line asks such models this way anyway; its extensions want to be told.
      useResponsesApi: true,
      roles: ["chat", "edit", "apply"],
      capabilities: ["tool_use", "image_input"],
      defaultCompletionOptions: { contextLength: model.contextWindow, maxTokens: maxOutput },
    },
  };
}

function olderModel({ root, apiKey }: GatewayFacts, model: Model): OwnValue {
  return {
    path: ["models", { key: "title", is: nameOf(model) }],
    mark: ["apiBase"],
    value: {
      title: nameOf(model),
      provider: "openai",
      model: model.id,
      apiBase: `${root}/v1`,
      apiKey: apiKey ?? "local",
      contextLength: model.contextWindow,
      completionOptions: { maxTokens: maxOutput },
    },
  };
}
