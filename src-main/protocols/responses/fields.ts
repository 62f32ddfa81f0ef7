import type { FieldTable } from "../shared/field-table.ts";

const sampling = "the backend takes no sampling settings";

/** POST /v1/responses, /v1/responses/compact, /v1/responses/input_tokens */
export const responsesFields: FieldTable = {
  model: [
    "mapped",
    "aliases, provider prefixes and effort suffixes are understood; the answer names it back",
  ],
  input: [
    "mapped",
    "a text or items; references and earlier responses are put in place, calls and outputs paired",
  ],
  "input[].type": ["mapped", "items of unknown types go through as they are"],
  "input[].role": ["mapped", "system becomes developer"],
  instructions: ["mapped", "empty when it is missing"],
  stream: ["emulated", "the backend always streams; without it the answer is put together here"],
  tools: ["mapped", "nested functions are flattened; cache marks and deferred loading are left out"],
  "tools[].type": ["mapped", "web_search_preview becomes web_search"],
  tool_choice: ["mapped", "left out where there are no tools"],
  parallel_tool_calls: ["mapped", "true when it is missing"],
  reasoning: ["mapped", "effort and summary"],
  "reasoning.effort": ["mapped", "clamped to what the model offers; none and minimal become low"],
  "reasoning.summary": ["mapped", "as it is"],
  text: ["mapped", "verbosity and format"],
  "text.verbosity": ["mapped", "as it is"],
  "text.format": ["mapped", "strict only where the schema is closed and requires all its properties"],
  include: ["mapped", "what the backend knows; other values are left out and listed"],
  service_tier: [
    "mapped",
    "priority and fast where the model has it; flex and others are left out and listed",
  ],
  subagent: ["emulated", "the header x-openai-subagent: review, compact, memory_consolidation, collab_spawn"],
  memgen: ["emulated", "the header x-openai-memgen-request"],
  prompt_cache_key: ["mapped", "made a UUID; without it one is derived from the conversation's beginning"],
  previous_response_id: ["emulated", "from memory: 1000 responses or 128 MB, forgotten with a restart"],
  store: ["emulated", "false: the response cannot be asked for again"],
  user: ["mapped", "names the conversation when nothing else does: prompt_cache_key"],
  background: ["refused", "the backend answers at once or not at all"],
  conversation: ["refused", "the backend keeps none"],
  temperature: ["dropped", sampling],
  top_p: ["dropped", sampling],
  max_output_tokens: ["dropped", "the backend takes no limit; the answer ends where the model ends it"],
  max_tool_calls: ["dropped", "the backend takes no limit"],
  metadata: ["dropped", "nothing is stored that it could be kept with"],
  safety_identifier: ["dropped", "the account is its own"],
  truncation: ["dropped", "a conversation that is too long fails"],
  prompt_cache_retention: ["dropped", "the backend decides by itself"],
  top_logprobs: ["dropped", "the backend tells none"],
  stream_options: ["dropped", "events come as the backend sends them"],
  prompt: ["dropped", "prompts stored at the platform cannot be read from here"],
  context_management: ["dropped", "the backend has nothing like it; /v1/responses/compact sums up"],
};
