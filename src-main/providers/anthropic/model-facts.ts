/**
 * What a model takes, by the name of its line and version: for as long as the API's own list was not read, and for
 * endpoints that have none (backends 3.5, 8.3). Unknown names are those of compatible endpoints.
 */
export interface ModelFacts {
  /** adaptive: the model decides by its effort. budget: tokens that are named. */
  thinking: "adaptive" | "budget" | "none";
  /** What `output_config.effort` may say; empty: it is not taken. */
  efforts: readonly string[];
  /** Whether temperature and its like are taken. */
  sampling: boolean;
  structuredOutputs: boolean;
  /** Tokens. */
  maxOutput: number;
  contextWindow: number | null;
}

const four = ["low", "medium", "high", "max"];
const five = ["low", "medium", "high", "xhigh", "max"];

const unknown: ModelFacts = {
  thinking: "budget",
  efforts: [],
  sampling: true,
  structuredOutputs: false,
  maxOutput: 32_000,
  contextWindow: null,
};

/** Newest first: the first whose version is not above the model's is its own. */
const byVersion: readonly (readonly [number, ModelFacts])[] = [
  [407, known("adaptive", five, 128_000, 1_000_000)],
  [406, known("adaptive", four, 64_000)],
  [405, { ...known("budget", [], 64_000), structuredOutputs: true }],
  [400, known("budget", [], 32_000)],
  [307, known("budget", [], 64_000)],
  [305, known("none", [], 8_192)],
  [0, known("none", [], 4_096)],
];

export function factsOf(model: string): ModelFacts {
  const version = versionOf(model);
  if (version === null) return unknown;
  return byVersion.find(([from]) => version >= from)?.[1] ?? unknown;
}

function known(
  thinking: ModelFacts["thinking"],
  efforts: readonly string[],
  maxOutput: number,
  contextWindow = 200_000,
): ModelFacts {
  // From 4.7 on the models decide themselves how to sample.
  const sampling = !efforts.includes("xhigh");
  return { thinking, efforts, sampling, structuredOutputs: efforts.length > 0, maxOutput, contextWindow };
}

/** claude-opus-4-7, claude-opus-4-20250514, claude-3-5-haiku-latest → 407, 400, 305. */
function versionOf(model: string): number | null {
  const found =
    /claude-(?:opus|sonnet|haiku|fable|mythos)-(\d+)(?:[-.](\d{1,2}))?(?!\d)/.exec(model) ??
    /claude-(\d)(?:[-.](\d{1,2}))?-(?:opus|sonnet|haiku)/.exec(model);
  return found === null ? null : Number(found[1]) * 100 + Number(found[2] ?? 0);
}
