import { chatFields } from "../chat/fields.ts";
import type { FieldTable } from "../shared/field-table.ts";

/** Fields of chat completions that mean the same here. */
const shared = [
  "model",
  "stream",
  "stream_options",
  "stream_options.include_usage",
  "stop",
  "prompt_cache_key",
  "reasoning_effort",
  "user",
  "subagent",
  "memgen",
  "max_tokens",
  "temperature",
  "top_p",
  "presence_penalty",
  "frequency_penalty",
  "seed",
  "logit_bias",
  "logprobs",
];

/** POST /v1/completions */
export const completionFields: FieldTable = {
  prompt: ["mapped", "a user's message; one text, or a list with one; tokens are refused"],
  n: ["refused", "anything but 1"],
  ...Object.fromEntries(Object.entries(chatFields).filter(([field]) => shared.includes(field))),
  suffix: ["dropped", "a chat model writes on, not in between"],
  echo: ["dropped", "the prompt is not repeated"],
  best_of: ["dropped", "one completion is made"],
};
