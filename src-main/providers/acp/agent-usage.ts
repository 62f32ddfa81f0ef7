/** What a turn used, by each agent's own meaning of the numbers (backends 7). Pure. */
import type { WireUsage } from "../../protocols/wire/wire.ts";
import { fieldsOf, type Fields } from "../anthropic/shapes.ts";

interface Counts {
  input: number;
  output: number;
  cached: number;
  written: number;
  thoughts: number;
}

export interface ReadUsage {
  /** null: it tells none, or nobody knows what it means. */
  usage: WireUsage | null;
  /** What the session used so far, for who tells sums. */
  sum: Counts | null;
}

/** By the name that the agent gives itself. */
const meanings: Readonly<Record<string, "without-cached" | "summed" | "quota">> = {
  OpenCode: "without-cached",
  "@agentclientprotocol/codex-acp": "without-cached",
  "@agentclientprotocol/claude-agent-acp": "without-cached",
  Copilot: "summed",
  "gemini-cli": "quota",
};

/** @param result of `session/prompt` @param sum of the session before this turn */
export function readUsage(agent: string, result: Fields, sum: Counts | null): ReadUsage {
  switch (meanings[agent]) {
    case "without-cached": {
      const told = countsOf(result["usage"]);
      if (told === null) break;
      return { usage: wireUsage({ ...told, input: told.input + told.cached + told.written }), sum: null };
    }
    case "summed": {
      const told = countsOf(result["usage"]);
      if (told === null) return { usage: null, sum };
      return { usage: wireUsage(sum === null ? told : difference(told, sum)), sum: told };
    }
    case "quota": {
      const { input_tokens: input, output_tokens: output } = fieldsOf(
        fieldsOf(fieldsOf(result["_meta"])["quota"])["token_count"],
      );
      if (!isCount(input) || !isCount(output)) break;
      return {
        usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
        sum: null,
      };
    }
    default:
  }
  return { usage: null, sum: null };
}

function countsOf(usage: unknown): Counts | null {
  const { inputTokens, outputTokens, cachedReadTokens, cachedWriteTokens, thoughtTokens } = fieldsOf(usage);
  if (!isCount(inputTokens) || !isCount(outputTokens)) return null;
  const orNone = (value: unknown) => (isCount(value) ? value : 0);
  return {
    input: inputTokens,
    output: outputTokens,
    cached: orNone(cachedReadTokens),
    written: orNone(cachedWriteTokens),
    thoughts: orNone(thoughtTokens),
  };
}

function difference(now: Counts, before: Counts): Counts {
  const less = (name: keyof Counts) => Math.max(0, now[name] - before[name]);
  return {
    input: less("input"),
    output: less("output"),
    cached: less("cached"),
    written: less("written"),
    thoughts: less("thoughts"),
  };
}

function wireUsage({ input, output, cached, written, thoughts }: Counts): WireUsage {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached, ...(written > 0 ? { cache_write_tokens: written } : {}) },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: thoughts },
    total_tokens: input + output,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
