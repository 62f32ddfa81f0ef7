import type { Quirks } from "../anthropic/quirks.ts";

/**
 * What agent programs are told has the form of the Messages API, without what only the API itself takes: a program marks
 * its cache, sets its efforts and searches the web by itself.
 */
export const agentQuirks: Quirks = {
  cache_control: false,
  count_tokens: false,
  effort: false,
  sampling: false,
  stop_sequences: false,
  strict: false,
  structured_outputs: false,
  thinking: true,
  thinking_binding: false,
  thinking_display: false,
  tool_choice: false,
  web_search: false,
};
