/** The body of POST /v1/responses, as far as the gateway reads it; unknown keys are kept. */
import { z } from "zod";
import { parseBody } from "../shared/parse-body.ts";

const looseItem = z.looseObject({ type: z.string().optional(), role: z.string().optional() });

export const responsesBodySchema = z.looseObject({
  model: z.string().nullish(),
  input: z.union([z.string(), z.array(looseItem)]).nullish(),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_choice: z.unknown().optional(),
  parallel_tool_calls: z.boolean().nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  text: z.looseObject({ verbosity: z.string().nullish(), format: z.unknown().optional() }).nullish(),
  include: z.array(z.string()).nullish(),
  service_tier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  previous_response_id: z.string().nullish(),
  background: z.boolean().nullish(),
  conversation: z.unknown().optional(),
  user: z.string().nullish(),
  subagent: z.string().nullish(),
  memgen: z.boolean().nullish(),
});

export type ResponsesBody = z.infer<typeof responsesBodySchema>;
export type ResponsesItem = z.infer<typeof looseItem>;

/** Throws RequestError that names the first wrong field. */
export function parseResponsesBody(body: unknown): ResponsesBody {
  return parseBody(responsesBodySchema, body);
}
