/**
 * Anthropic's counts of tokens as the Responses protocol has them (backends 8.3). There the three kinds of input stand
 * apart and add up to the whole, here what was read from and written to the cache is inside the input.
 */
import type { WireUsage } from "../../protocols/wire/wire.ts";
import { fieldsOf } from "./shapes.ts";

export interface MessagesCounts {
  input: number;
  cacheRead: number;
  cacheWritten: number;
  output: number;
  /** Part of the output; null when it was not told. */
  thinking: number | null;
}

export const noCounts: MessagesCounts = {
  input: 0,
  cacheRead: 0,
  cacheWritten: 0,
  output: 0,
  thinking: null,
};

/** Counts come at the beginning and at the end of a stream: the later one wins, each by itself. */
export function laterCounts(before: MessagesCounts, usage: unknown): MessagesCounts {
  const told = fieldsOf(usage);
  const details = fieldsOf(told["output_tokens_details"]);
  return {
    input: count(told["input_tokens"]) ?? before.input,
    cacheRead: count(told["cache_read_input_tokens"]) ?? before.cacheRead,
    cacheWritten: count(told["cache_creation_input_tokens"]) ?? before.cacheWritten,
    output: count(told["output_tokens"]) ?? before.output,
    thinking: count(details["thinking_tokens"]) ?? before.thinking,
  };
}

/** Of an answer that took several requests. */
export function sumCounts(one: MessagesCounts, other: MessagesCounts): MessagesCounts {
  return {
    input: one.input + other.input,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWritten: one.cacheWritten + other.cacheWritten,
    output: one.output + other.output,
    thinking:
      one.thinking === null && other.thinking === null ? null : (one.thinking ?? 0) + (other.thinking ?? 0),
  };
}

export function wireUsage({ input, cacheRead, cacheWritten, output, thinking }: MessagesCounts): WireUsage {
  const whole = input + cacheRead + cacheWritten;
  return {
    input_tokens: whole,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWritten },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: thinking ?? 0 },
    total_tokens: whole + output,
  };
}

function count(told: unknown): number | null {
  return typeof told === "number" && Number.isFinite(told) && told >= 0 ? told : null;
}
