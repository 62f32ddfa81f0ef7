/** The catalog shipped with the app (models 3.1, 3.2): what is shown before the backend was ever asked. */
import type { ModelView } from "../../../src-shared/contract/models.ts";

const upToUltra = ["low", "medium", "high", "xhigh", "max", "ultra"];
const upToMax = upToUltra.slice(0, -1);
const upToXhigh = upToUltra.slice(0, -2);

function model(
  id: string,
  displayName: string,
  contextWindow: number,
  maxContextWindow: number,
  efforts: string[],
  defaultEffort: string,
  extra: Partial<ModelView> = {},
): ModelView {
  return {
    id,
    displayName,
    contextWindow,
    maxContextWindow,
    efforts,
    defaultEffort,
    tiers: ["priority"],
    inputs: ["text", "image"],
    listed: true,
    ...extra,
  };
}

export const builtInModels: ModelView[] = [
  model("gpt-6.1-sol", "GPT-6.1-Sol", 272_000, 872_000, upToUltra, "low"),
  model("gpt-6-astra", "GPT-6-Astra", 272_000, 872_000, upToUltra, "low"),
  model("gpt-6-sol", "GPT-6-Sol", 272_000, 872_000, upToUltra, "medium"),
  model("gpt-6-luna", "GPT-6-Luna", 272_000, 872_000, upToMax, "medium"),
  model("gpt-5.6-sol", "GPT-5.6-Sol", 272_000, 872_000, upToUltra, "low"),
  model("gpt-6.1-terra", "GPT-6.1 Terra", 500_000, 872_000, upToUltra, "low"),
  model("gpt-5.6-terra", "GPT-5.6-Terra", 272_000, 872_000, upToUltra, "medium"),
  model("gpt-5.6-luna", "GPT-5.6-Luna", 272_000, 872_000, upToMax, "medium"),
  model("gpt-5.5", "GPT-5.5", 272_000, 272_000, upToXhigh, "medium"),
  model("gpt-5.4", "GPT-5.4", 272_000, 1_000_000, upToXhigh, "medium"),
  model("gpt-5.4-mini", "GPT-5.4-Mini", 272_000, 272_000, upToXhigh, "medium", { tiers: [] }),
  model("gpt-5.3-codex-spark", "GPT-5.3-Codex-Spark", 128_000, 128_000, upToXhigh, "high", {
    tiers: [],
    inputs: ["text"],
  }),
];
