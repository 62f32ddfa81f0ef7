/** How a client wants the model to write, for the providers that take it. One table for all protocols. */
import type { FieldTable } from "./field-table.ts";
import type { Sampling, WireRequest } from "../wire/wire.ts";

type Setting = Exclude<keyof Sampling, "stop">;

/** A client's name for a setting, in whatever protocol → the setting. */
const settings = new Map<string, Setting>([
  ["max_tokens", "max_output_tokens"],
  ["max_completion_tokens", "max_output_tokens"],
  ["max_output_tokens", "max_output_tokens"],
  ["maxOutputTokens", "max_output_tokens"],
  ["num_predict", "max_output_tokens"],
  ["temperature", "temperature"],
  ["top_p", "top_p"],
  ["topP", "top_p"],
  ["top_k", "top_k"],
  ["topK", "top_k"],
  ["seed", "seed"],
  ["presence_penalty", "presence_penalty"],
  ["presencePenalty", "presence_penalty"],
  ["frequency_penalty", "frequency_penalty"],
  ["frequencyPenalty", "frequency_penalty"],
]);

/** Rows of a field table for settings that the ChatGPT accounts lack and other providers may take. */
export function samplingRows(...fields: readonly string[]): FieldTable {
  const limit = "ChatGPT accounts take no limit";
  return Object.fromEntries(
    fields.map((field) => {
      const setting = settingOf(field);
      const why = setting === "max_output_tokens" ? limit : "ChatGPT accounts take no sampling settings";
      return [field, ["dropped", `${why}; providers that do are given it`]] as const;
    }),
  );
}

/** Gives the request what `fields` set, and `stop`, the texts that the answer is cut at. No number, no setting. */
export function addSampling(
  request: WireRequest,
  fields: Readonly<Record<string, unknown>> | null | undefined,
  stop: readonly string[] = [],
): void {
  let sampling: Sampling | null = stop.length > 0 ? { stop } : null;
  for (const field in fields) {
    const setting = settings.get(field);
    const value = setting === undefined ? undefined : fields[field];
    if (setting === undefined || typeof value !== "number" || !Number.isFinite(value)) continue;
    // Ollama's −1 means as many as there are.
    if (setting === "max_output_tokens" && !(Number.isInteger(value) && value > 0)) continue;
    (sampling ??= {})[setting] ??= value;
  }
  if (sampling !== null) request.sampling = sampling;
}

/** Whether a client's field, by its path, reaches a model that is given this. `taken`: what it takes; null: all. */
export function isSampled(
  field: string,
  sampling: Sampling,
  taken: ReadonlySet<keyof Sampling> | null,
): boolean {
  const setting = settingOf(field);
  return setting !== undefined && sampling[setting] !== undefined && taken?.has(setting) !== false;
}

function settingOf(field: string): Setting | undefined {
  return settings.get(field.slice(field.lastIndexOf(".") + 1));
}
