import { droppedFields, type FieldTable } from "../shared/field-table.ts";

const shared: FieldTable = {
  model: ["mapped", "a tag `:latest` is left away; aliases and effort suffixes are understood"],
  stream: ["emulated", "true when it is missing, as in Ollama"],
  format: ["mapped", "`json` or a JSON schema: text.format"],
  options: [
    "emulated",
    "stop and what sampling settings the provider takes; the others are left out and listed",
  ],
  "options.stop": ["emulated", "the text is cut at the first stop string"],
  think: ["mapped", "low, medium or high; false becomes the least that the model has"],
  keep_alive: ["emulated", "nothing is loaded, so nothing is kept"],
  logprobs: ["dropped", "the backend tells none"],
  top_logprobs: ["dropped", "the backend tells none"],
};

/** POST /api/chat */
export const ollamaChatFields: FieldTable = {
  ...shared,
  messages: ["mapped", "items of the conversation"],
  "messages[].role": ["mapped", "leading system messages become instructions"],
  "messages[].content": ["mapped", "text"],
  "messages[].images": ["mapped", "base64; the kind is read from its first bytes"],
  "messages[].tool_calls": ["mapped", "function calls"],
  "messages[].tool_calls[].*": ["mapped", "missing ids are made up and paired in order"],
  "messages[].tool_name": ["mapped", "pairs a result with its call where no id does"],
  "messages[].tool_call_id": ["mapped", "pairs a result with its call"],
  tools: ["mapped", "functions"],
  "tools[].type": ["emulated", "function is the only kind"],
  "tools[].function": ["mapped", "name, description and parameters"],
  "tools[].function.*": ["mapped", "parameters are made an object schema"],
};

/** POST /api/generate */
export const ollamaGenerateFields: FieldTable = {
  ...shared,
  prompt: ["mapped", "a user's message"],
  system: ["mapped", "the instructions"],
  images: ["mapped", "base64; the kind is read from its first bytes"],
  suffix: ["dropped", "a chat model writes on, not in between"],
  template: ["dropped", "the backend has its own"],
  raw: ["dropped", "the backend has its own template"],
  context: ["dropped", "a conversation is told by /api/chat"],
};

/** Of `options`: what becomes of the settings of a local model. */
const knownOptions: FieldTable = { stop: ["emulated", ""] };

/** Fields that are left out, those of `options` by their path. */
export function droppedOllama(
  table: FieldTable,
  body: Readonly<Record<string, unknown>> & {
    options?: Readonly<Record<string, unknown>> | null | undefined;
  },
): string[] {
  const options = droppedFields(knownOptions, body.options ?? {});
  return [...droppedFields(table, body), ...options.map((name) => `options.${name}`)];
}
