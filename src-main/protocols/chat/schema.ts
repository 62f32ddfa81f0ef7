/** The body of POST /v1/chat/completions, as far as the gateway reads it; unknown keys are kept. */
import { z } from "zod";
import { parseBody } from "../shared/parse-body.ts";
import { responseFormatSchema } from "../shared/text-format.ts";
import { chatContentSchema } from "./parts.ts";
import { chatFunctionSchema, chatToolChoiceSchema, chatToolSchema } from "./tools.ts";

const toolCall = z.looseObject({
  id: z.string().nullish(),
  type: z.string().nullish(),
  function: z.looseObject({ name: z.string(), arguments: z.string().nullish() }).nullish(),
  custom: z.looseObject({ name: z.string(), input: z.string().nullish() }).nullish(),
});

const message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: chatContentSchema,
  name: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: z.string().nullish(),
  function_call: z.looseObject({ name: z.string(), arguments: z.string().nullish() }).nullish(),
  refusal: z.string().nullish(),
});

export const chatBodySchema = z.looseObject({
  model: z.string().nullish(),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.number().int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  tools: z.array(chatToolSchema).nullish(),
  functions: z.array(chatFunctionSchema).nullish(),
  tool_choice: chatToolChoiceSchema.nullish(),
  function_call: chatToolChoiceSchema.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormatSchema.nullish(),
  reasoning_effort: z.string().nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  verbosity: z.string().nullish(),
  service_tier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  user: z.string().nullish(),
  web_search_options: z.looseObject({}).nullish(),
  subagent: z.string().nullish(),
  memgen: z.boolean().nullish(),
});

export type ChatBody = z.infer<typeof chatBodySchema>;
export type ChatMessage = z.infer<typeof message>;
export type ChatToolCall = z.infer<typeof toolCall>;

/** Throws RequestError that names the first wrong field. */
export function parseChatBody(body: unknown): ChatBody {
  return parseBody(chatBodySchema, body);
}
