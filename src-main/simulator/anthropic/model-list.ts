/** Models of the stand-in, as GET /v1/models tells them (models 3.7). */

export interface ListedModel {
  id: string;
  display_name: string;
  /** Only adaptive thinking, and no sampling settings. */
  decidesItself: boolean;
  max_tokens: number;
  max_input_tokens: number;
}

export const listedModels: readonly ListedModel[] = [
  model("claude-opus-5-5", "Claude Opus 5.5", true, 128_000, 1_000_000),
  model("claude-sonnet-5-5", "Claude Sonnet 5.5", true, 128_000, 1_000_000),
  model("claude-sonnet-4-6", "Claude Sonnet 4.6", false, 64_000, 200_000),
  model("claude-haiku-4-5", "Claude Haiku 4.5", false, 64_000, 200_000),
];

function model(
  id: string,
  display_name: string,
  decidesItself: boolean,
  max_tokens: number,
  max_input_tokens: number,
): ListedModel {
  return { id, display_name, decidesItself, max_tokens, max_input_tokens };
}

/** A page of the list, newest first. */
export function modelPage(query: URLSearchParams): object {
  const limit = Number(query.get("limit") ?? 20);
  const after = query.get("after_id");
  const start = after === null ? 0 : listedModels.findIndex(({ id }) => id === after) + 1;
  const data = listedModels.slice(start, start + limit).map(entryOf);
  return {
    data,
    has_more: start + limit < listedModels.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

function entryOf({ id, display_name, decidesItself, max_tokens, max_input_tokens }: ListedModel) {
  const can = (supported: boolean) => ({ supported });
  const adaptive = id !== "claude-haiku-4-5";
  return {
    type: "model",
    id,
    display_name,
    created_at: "2026-01-01T00:00:00Z",
    max_tokens,
    max_input_tokens,
    capabilities: {
      effort: {
        supported: adaptive,
        low: can(adaptive),
        medium: can(adaptive),
        high: can(adaptive),
        xhigh: can(decidesItself),
        max: can(adaptive),
      },
      image_input: can(true),
      pdf_input: can(true),
      structured_outputs: can(true),
      thinking: { supported: true, types: { adaptive: can(adaptive), enabled: can(!decidesItself) } },
    },
  };
}
