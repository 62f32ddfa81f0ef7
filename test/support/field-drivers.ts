/** For each endpoint's field table: how a body is translated, and a value for every field that shows its fate. */
import { conversationKey } from "../../src-main/gateway/turn/conversation-key.ts";
import { chatFields } from "../../src-main/protocols/chat/fields.ts";
import {
  chatBodySchema,
  parseChatBody,
  translateChat,
  type ModelTraits,
} from "../../src-main/protocols/chat/request.ts";
import { completionFields } from "../../src-main/protocols/completions/fields.ts";
import {
  chatOfCompletion,
  completionSchema,
  parseCompletion,
} from "../../src-main/protocols/completions/completion.ts";
import { droppedFields, type FieldTable } from "../../src-main/protocols/shared/field-table.ts";
import { editFields, generationFields } from "../../src-main/protocols/images/fields.ts";
import {
  editSchema,
  generationSchema,
  imageCall,
  imageTurn,
  planEdit,
  planGeneration,
  type ImagePlan,
} from "../../src-main/protocols/images/request.ts";
import { messagesFields } from "../../src-main/protocols/messages/fields.ts";
import { sessionOf, translateMessages } from "../../src-main/protocols/messages/request.ts";
import { messagesBodySchema, parseMessagesBody } from "../../src-main/protocols/messages/schema.ts";
import { chooseModel } from "../../src-main/protocols/shared/model-name.ts";
import { responsesFields } from "../../src-main/protocols/responses/fields.ts";
import {
  parseResponsesBody,
  responsesBodySchema,
  translateResponses,
} from "../../src-main/protocols/responses/request.ts";
import type { z } from "zod";

type Body = Record<string, unknown>;

export interface FieldDriver {
  fields: FieldTable;
  schema: z.ZodType;
  /** A body without any field but those it must have. */
  base: Body;
  /** What the backend is told, and what is left out. Throws RequestError. */
  translate(body: Body): { sent: unknown; dropped: string[] };
  /** Field → a value that is not the default; where it needs others, the body around it. */
  samples: Record<string, Sample>;
}

export interface Sample {
  value: unknown;
  with?: Body;
}

const models = ["gpt-5.5", "gpt-6.1-sol"];
const hello = [{ role: "user", content: "Hello" }];
const schema = { type: "object", properties: {} };
const named = { name: "look", parameters: schema };

function traits(asked: unknown): ModelTraits {
  const defaults = { default: "gpt-5.5", fallback: "gpt-5.5", map: {} };
  const { id, effort } = chooseModel(asked as string | null, defaults, (name) => models.includes(name));
  return { id, effort, forcedEffort: null, efforts: ["low", "medium", "high"], tiers: ["priority"] };
}

const value = (value: unknown, around?: Body): Sample => (around ? { value, with: around } : { value });
const chatTools = { tools: [{ type: "function", function: named }] };

const chatSamples = {
  model: value("gpt-6.1-sol"),
  stream: value(true),
  stream_options: value({ include_usage: true }),
  stop: value("x"),
  reasoning_effort: value("high"),
  prompt_cache_key: value("a key"),
  subagent: value("review"),
  memgen: value(true),
  user: value("somebody"),
};

export const drivers: Record<string, FieldDriver> = {
  chat: {
    fields: chatFields,
    schema: chatBodySchema,
    base: { messages: hello },
    translate(body) {
      const parsed = parseChatBody(body);
      const key = conversationKey(parsed, {}, () => "");
      const { request, dropped } = translateChat(parsed, traits(parsed.model), key);
      return { sent: request, dropped };
    },
    samples: {
      ...chatSamples,
      messages: value([{ role: "user", content: "Something else" }]),
      n: value(2),
      tools: value(chatTools.tools),
      functions: value([named]),
      tool_choice: value("required", chatTools),
      function_call: value("none", chatTools),
      parallel_tool_calls: value(false, chatTools),
      response_format: value({ type: "json_object" }),
      reasoning: value({ effort: "high" }),
      verbosity: value("low"),
      service_tier: value("priority"),
      web_search_options: value({}),
    },
  },
  completions: {
    fields: completionFields,
    schema: completionSchema,
    base: { prompt: "Hello" },
    translate(body) {
      const parsed = parseCompletion(body);
      const key = conversationKey(parsed, {}, () => "");
      const { request } = translateChat(chatOfCompletion(parsed), traits(parsed.model), key);
      return { sent: request, dropped: droppedFields(completionFields, parsed) };
    },
    samples: { ...chatSamples, prompt: value("Something else"), n: value(2) },
  },
  responses: {
    fields: responsesFields,
    schema: responsesBodySchema,
    base: { input: "Hello" },
    translate(body) {
      const parsed = parseResponsesBody(body);
      const key = conversationKey(parsed, {}, () => "");
      const { request, dropped } = translateResponses(parsed, traits(parsed.model), key);
      return { sent: request, dropped };
    },
    samples: {
      model: value("gpt-6.1-sol"),
      input: value("Something else"),
      instructions: value("Be brief."),
      stream: value(true),
      tools: value([{ type: "function", ...named }]),
      tool_choice: value("required", { tools: [{ type: "function", ...named }] }),
      parallel_tool_calls: value(false, { tools: [{ type: "function", ...named }] }),
      reasoning: value({ effort: "high" }),
      text: value({ verbosity: "low" }),
      include: value(["web_search_call.action.sources"]),
      service_tier: value("fast"),
      prompt_cache_key: value("a key"),
      subagent: value("review"),
      memgen: value(true),
      previous_response_id: value("resp_1"),
      store: value(false),
      user: value("somebody"),
      background: value(true),
      conversation: value("conv_1"),
    },
  },
  messages: {
    fields: messagesFields,
    schema: messagesBodySchema,
    base: { messages: hello },
    translate(body) {
      const parsed = parseMessagesBody(body);
      const key = conversationKey({ user: sessionOf(parsed.metadata?.user_id) }, {}, () => "");
      const { requestFor, dropped } = translateMessages(parsed, traits(parsed.model), key);
      return { sent: requestFor("account"), dropped };
    },
    samples: {
      model: value("gpt-6.1-sol"),
      messages: value([{ role: "user", content: "Something else" }]),
      system: value("Be brief."),
      stream: value(true),
      tools: value([{ name: "look", input_schema: schema }]),
      tool_choice: value({ type: "any" }, { tools: [{ name: "look", input_schema: schema }] }),
      thinking: value({ type: "enabled", budget_tokens: 1000 }),
      output_config: value({ effort: "high" }),
      output_format: value({ type: "json_schema", schema }),
      stop_sequences: value(["x"]),
      metadata: value({ user_id: "somebody" }),
      speed: value("fast"),
      service_tier: value("priority"),
      thread: value({ type: "new" }),
    },
  },
  generations: {
    fields: generationFields,
    schema: generationSchema,
    base: { prompt: "a fox" },
    translate: (body) => sentImage(planGeneration(body)),
    samples: imageSamples(),
  },
  edits: {
    fields: editFields,
    schema: editSchema,
    base: { prompt: "a fox", image: "aW1hZ2U=" },
    translate: (body) => sentImage(planEdit(body)),
    samples: {
      ...imageSamples(),
      images: value(["b3RoZXI="]),
      image: value("b3RoZXI="),
      mask: value("bWFzaw=="),
    },
  },
};

function sentImage(plan: ImagePlan) {
  return { sent: [imageCall(plan), imageTurn(plan, "gpt-5.5", "key")], dropped: plan.dropped };
}

function imageSamples(): Record<string, Sample> {
  return {
    prompt: value("a hare"),
    model: value("dall-e-3"),
    n: value(2),
    size: value("1024x1024"),
    quality: value("low"),
    background: value("transparent"),
    output_format: value("webp"),
    response_format: value("url"),
    stream: value(true),
    partial_images: value(2),
  };
}
