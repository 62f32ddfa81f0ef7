/** Bodies of Ollama's API: /api/chat and /api/generate. Only what is read is checked; unknown keys are kept. */
import { z } from "zod";
import { parseBody } from "../shared/parse-body.ts";

/** Seconds, or a duration like "5m". Nothing is loaded here, so it has no effect. */
const keepAlive = z.union([z.string(), z.number()]).nullish();

const options = z
  .looseObject({
    stop: z.union([z.string(), z.array(z.string())]).nullish(),
  })
  .nullish();

const shared = {
  model: z.string().nullish(),
  /** Missing means true. */
  stream: z.boolean().nullish(),
  /** "json", or a JSON schema. */
  format: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  options,
  think: z.union([z.boolean(), z.string()]).nullish(),
  keep_alive: keepAlive,
};

const toolCall = z.looseObject({
  id: z.string().nullish(),
  function: z.looseObject({
    name: z.string(),
    /** An object; clients that come from other APIs send its JSON. */
    arguments: z.union([z.record(z.string(), z.unknown()), z.string()]).nullish(),
  }),
});

const message = z.looseObject({
  role: z.enum(["system", "user", "assistant", "tool"]),
  content: z.string().nullish(),
  /** Base64 without a data URL around it. */
  images: z.array(z.string()).nullish(),
  tool_calls: z.array(toolCall).nullish(),
  tool_name: z.string().nullish(),
  tool_call_id: z.string().nullish(),
});

export const ollamaChatSchema = z.looseObject({
  ...shared,
  messages: z.array(message).nullish(),
  tools: z
    .array(
      z.looseObject({
        type: z.string().nullish(),
        function: z.looseObject({
          name: z.string().min(1),
          description: z.string().nullish(),
          parameters: z.unknown().optional(),
        }),
      }),
    )
    .nullish(),
});

export const ollamaGenerateSchema = z.looseObject({
  ...shared,
  prompt: z.string().nullish(),
  system: z.string().nullish(),
  images: z.array(z.string()).nullish(),
});

export type OllamaChatBody = z.infer<typeof ollamaChatSchema>;
export type OllamaGenerateBody = z.infer<typeof ollamaGenerateSchema>;
export type OllamaMessage = z.infer<typeof message>;

/** Throws RequestError. */
export function parseOllamaChat(body: unknown): OllamaChatBody {
  return parseBody(ollamaChatSchema, body);
}

/** Throws RequestError. */
export function parseOllamaGenerate(body: unknown): OllamaGenerateBody {
  return parseBody(ollamaGenerateSchema, body);
}
