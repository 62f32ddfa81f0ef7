/** The body of POST /v1/completions, as far as the gateway reads it; unknown keys are kept. */
import { z } from "zod";
import { parseBody } from "../shared/parse-body.ts";
import { RequestError } from "../shared/request-error.ts";

export const completionSchema = z.looseObject({
  model: z.string().nullish(),
  prompt: z.union([z.string(), z.array(z.string())]),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  n: z.number().int().nullish(),
  user: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  reasoning_effort: z.string().nullish(),
  subagent: z.string().nullish(),
  memgen: z.boolean().nullish(),
});

export type CompletionBody = z.infer<typeof completionSchema>;

/** Throws RequestError. */
export function parseCompletion(body: unknown): CompletionBody {
  const parsed = parseBody(completionSchema, body);
  const several = Array.isArray(parsed.prompt) && parsed.prompt.length !== 1;
  if (several || (parsed.n ?? 1) !== 1) {
    throw new RequestError("One prompt with one completion at a time is answered here.", {
      param: several ? "prompt" : "n",
      code: "unsupported_value",
    });
  }
  return parsed;
}
