/**
 * Cline's provider: providers.json and models.json beside it, which its command line and its extensions read, and the
 * two files in which its extensions keep what is chosen, where they are. Pure.
 */
import path from "node:path";
import type { FilePlan } from "./edit-file.ts";
import { maxOutput, type GatewayFacts, type Surroundings, type ToolPlan } from "./tool-facts.ts";

/** "OpenAI Compatible", as it is called in the one and in the other. */
const provider = "openai-compatible";
const extensionProvider = "openai";
/** Cline wants a moment here and writes its own with the next change. */
const updatedAt = "2026-01-01T00:00:00.000Z";

export function clinePlan(facts: GatewayFacts, { home, env, exists }: Surroundings): ToolPlan {
  const folder =
    env["CLINE_DATA_DIR"]?.trim() || path.join(env["CLINE_DIR"]?.trim() || path.join(home, ".cline"), "data");
  const chosen =
    env["CLINE_PROVIDER_SETTINGS_PATH"]?.trim() || path.join(folder, "settings", "providers.json");
  const state = path.join(folder, "globalState.json");
  return {
    folder,
    files: [
      providers(facts, chosen),
      models(facts, path.join(path.dirname(chosen), "models.json")),
      // Made by the extensions alone: a new one would look to them like a set-up that is done.
      ...(exists(state) ? [extensionState(facts, state), extensionSecrets(facts, folder)] : []),
    ],
  };
}

function providers({ root, apiKey, model }: GatewayFacts, file: string): FilePlan {
  const settings = {
    provider,
    apiKey: apiKey ?? "local",
    model,
    baseUrl: `${root}/v1`,
    // The request list tells it from other programs of the same library.
    headers: { "User-Agent": "Cline" },
  };
  return {
    file,
    format: "json",
    start: `${JSON.stringify({ version: 1, modes: {}, providers: {} }, null, 2)}\n`,
    values: [
      {
        path: ["providers", provider],
        value: { settings, updatedAt, tokenSource: "manual" },
        // The model that is chosen there, and the effort, are the person's.
        mark: ["settings", "baseUrl"],
      },
      { path: ["lastUsedProvider"], value: provider },
    ],
  };
}

function models({ root, model, models: all }: GatewayFacts, file: string): FilePlan {
  const told = all.map(({ id, name, contextWindow }) => [
    id,
    {
      id,
      name,
      contextWindow,
      maxInputTokens: contextWindow,
      maxTokens: maxOutput,
      capabilities: ["streaming", "tools", "images", "prompt-cache", "reasoning"],
    },
  ]);
  return {
    file,
    format: "json",
    start: `${JSON.stringify({ version: 1, providers: {} }, null, 2)}\n`,
    values: [
      {
        path: ["providers", provider],
        value: {
          provider: { name: "OpenAI Compatible", baseUrl: `${root}/v1`, defaultModelId: model },
          models: Object.fromEntries(told) as unknown,
        },
        mark: ["provider", "baseUrl"],
      },
    ],
  };
}

function extensionState({ root, model, contextWindow }: GatewayFacts, file: string): FilePlan {
  const info = { maxTokens: maxOutput, contextWindow, supportsImages: true, supportsPromptCache: true };
  return {
    file,
    format: "json",
    start: "{}\n",
    values: [
      { path: ["openAiBaseUrl"], value: `${root}/v1` },
      ...["planMode", "actMode"].flatMap((mode) => [
        { path: [`${mode}ApiProvider`], value: extensionProvider },
        { path: [`${mode}OpenAiModelId`], value: model, mark: "any" as const },
        { path: [`${mode}OpenAiModelInfo`], value: info, mark: "any" as const },
      ]),
    ],
  };
}

function extensionSecrets({ apiKey }: GatewayFacts, folder: string): FilePlan {
  return {
    file: path.join(folder, "secrets.json"),
    format: "json",
    start: "{}\n",
    values: [{ path: ["openAiApiKey"], value: apiKey ?? "local" }],
  };
}
