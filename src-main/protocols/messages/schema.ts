/** The body of POST /v1/messages, as far as the gateway reads it; unknown keys and block types are kept. */
import { z } from "zod";
import { parseBody } from "../shared/parse-body.ts";

const blockSchema = z.looseObject({
  type: z.string(),
  text: z.string().nullish(),
  source: z
    .union([
      z.string(),
      z.looseObject({
        type: z.string(),
        media_type: z.string().nullish(),
        data: z.string().nullish(),
        url: z.string().nullish(),
        content: z.unknown().optional(),
      }),
    ])
    .nullish(),
  title: z.string().nullish(),
  context: z.string().nullish(),
  /** Of a result: text, blocks, or a failure. */
  content: z.unknown().optional(),
  thinking: z.string().nullish(),
  signature: z.string().nullish(),
  data: z.string().nullish(),
  id: z.string().nullish(),
  name: z.string().nullish(),
  input: z.unknown().optional(),
  tool_use_id: z.string().nullish(),
  is_error: z.boolean().nullish(),
  tool_name: z.string().nullish(),
});

const contentSchema = z.union([z.string(), z.array(blockSchema)]);

const messageSchema = z.looseObject({
  role: z.enum(["user", "assistant", "system"]),
  content: contentSchema,
});

export const messagesToolSchema = z.looseObject({
  type: z.string().nullish(),
  name: z.string().min(1),
  description: z.string().nullish(),
  input_schema: z.unknown().optional(),
  defer_loading: z.boolean().nullish(),
  strict: z.boolean().nullish(),
});

const jsonFormat = z.looseObject({
  type: z.literal("json_schema"),
  schema: z.record(z.string(), z.unknown()),
});

export const messagesBodySchema = z.looseObject({
  model: z.string().nullish(),
  messages: z.array(messageSchema).min(1),
  system: contentSchema.nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(z.union([messagesToolSchema, z.looseObject({ type: z.string() })])).nullish(),
  tool_choice: z
    .looseObject({
      type: z.enum(["auto", "any", "tool", "none"]),
      name: z.string().nullish(),
      disable_parallel_tool_use: z.boolean().nullish(),
    })
    .nullish(),
  thinking: z
    .looseObject({
      type: z.string(),
      budget_tokens: z.number().nullish(),
      display: z.string().nullish(),
    })
    .nullish(),
  output_config: z.looseObject({ effort: z.string().nullish(), format: jsonFormat.nullish() }).nullish(),
  output_format: jsonFormat.nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
  speed: z.string().nullish(),
  service_tier: z.string().nullish(),
  subagent: z.string().nullish(),
  memgen: z.boolean().nullish(),
});

export type Block = z.infer<typeof blockSchema>;
export type MessagesBody = z.infer<typeof messagesBodySchema>;
export type MessagesMessage = z.infer<typeof messageSchema>;
export type MessagesTool = z.infer<typeof messagesToolSchema>;

/** Throws RequestError that names the first wrong field. */
export function parseMessagesBody(body: unknown): MessagesBody {
  return parseBody(messagesBodySchema, body);
}

/** Whether all of a content can be read: what cannot must not get lost in silence. */
export function isContent(content: unknown): boolean {
  return content === undefined || content === null || contentSchema.safeParse(content).success;
}

export function blocksOf(content: unknown): Block[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  const parsed = z.array(blockSchema).safeParse(content);
  return parsed.success ? parsed.data : [];
}
