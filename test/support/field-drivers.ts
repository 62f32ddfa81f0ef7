/** For each endpoint's field table: how a body is translated, and a value for every field that shows its fate. */
import { conversationKey } from "../../src-main/gateway/turn/conversation-key.ts";
import { turnFor } from "../../src-main/gateway/turn/turn-fields.ts";
import { chat } from "../../src-main/protocols/chat/index.ts";
import { chatBodySchema } from "../../src-main/protocols/chat/schema.ts";
import { completions } from "../../src-main/protocols/completions/index.ts";
import { completionSchema } from "../../src-main/protocols/completions/schema.ts";
import { gemini } from "../../src-main/protocols/gemini/index.ts";
import { geminiSchema } from "../../src-main/protocols/gemini/schema.ts";
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
import { messages } from "../../src-main/protocols/messages/index.ts";
import { messagesBodySchema } from "../../src-main/protocols/messages/schema.ts";
import { ollamaChat, ollamaGenerate } from "../../src-main/protocols/ollama/index.ts";
import { ollamaChatSchema, ollamaGenerateSchema } from "../../src-main/protocols/ollama/schema.ts";
import type { ModelTraits, Protocol } from "../../src-main/protocols/protocol.ts";
import { responses } from "../../src-main/protocols/responses/index.ts";
import { responsesBodySchema } from "../../src-main/protocols/responses/schema.ts";
import { nothingAdded } from "../../src-main/protocols/shared/added-tools.ts";
import type { FieldTable } from "../../src-main/protocols/shared/field-table.ts";
import { chooseModel } from "../../src-main/protocols/shared/model-name.ts";
import { codexTakes } from "../../src-main/providers/codex/provider.ts";
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

interface Sample {
  value: unknown;
  with?: Body;
}

const models = ["gpt-5.5", "gpt-6.1-sol"];
const hello = [{ role: "user", content: "Hello" }];
const schema = { type: "object", properties: {} };
const named = { name: "look", parameters: schema };

function traits(asked: string | null | undefined): ModelTraits {
  const defaults = { default: "gpt-5.5", fallback: "gpt-5.5", map: {} };
  const { id, effort } = chooseModel(asked, defaults, (name) => models.includes(name));
  return { id, effort, forcedEffort: null, efforts: ["low", "medium", "high"], tiers: ["priority"] };
}

function driverOf<B extends Body, Turn, State>(
  protocol: Protocol<B, Turn, State>,
): Pick<FieldDriver, "fields" | "translate"> {
  return {
    fields: protocol.fields,
    translate(asked) {
      const body = protocol.parse(asked);
      const model = traits(protocol.asked(body).model);
      const conversation = conversationKey(protocol.conversation(body, model.id), {}, () => "");
      const context = { id: "1", now: () => 0, model, asked: "", conversation, added: nothingAdded };
      const { request, dropped } = protocol.prepare(body, context);
      const sent = turnFor({ takes: codexTakes }, request.model, request, [], { dropped: [] });
      return { sent, dropped };
    },
  };
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

const ollamaSamples = {
  model: value("gpt-6.1-sol"),
  stream: value(false),
  format: value("json"),
  options: value({ stop: "x" }),
  think: value("high"),
  keep_alive: value("5m"),
};

export const drivers: Record<string, FieldDriver> = {
  chat: {
    ...driverOf(chat),
    schema: chatBodySchema,
    base: { messages: hello },
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
      previous_response_id: value("resp_1"),
      web_search_options: value({}),
    },
  },
  completions: {
    ...driverOf(completions),
    schema: completionSchema,
    base: { prompt: "Hello" },
    samples: { ...chatSamples, prompt: value("Something else"), n: value(2) },
  },
  responses: {
    ...driverOf(responses),
    schema: responsesBodySchema,
    base: { input: "Hello" },
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
    ...driverOf(messages),
    schema: messagesBodySchema,
    base: { messages: hello },
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
      previous_response_id: value("resp_1"),
      subagent: value("review"),
      memgen: value(true),
      context_management: value(
        { edits: [{ type: "clear_thinking_20251015", keep: { type: "thinking_turns", value: 0 } }] },
        {
          messages: [
            { role: "user", content: "Hi" },
            { role: "assistant", content: [{ type: "thinking", thinking: "x" }] },
            { role: "user", content: "Go on" },
          ],
        },
      ),
    },
  },
  "ollama chat": {
    ...driverOf(ollamaChat),
    schema: ollamaChatSchema,
    base: { messages: hello },
    samples: {
      ...ollamaSamples,
      messages: value([{ role: "user", content: "Something else" }]),
      tools: value(chatTools.tools),
    },
  },
  "ollama generate": {
    ...driverOf(ollamaGenerate),
    schema: ollamaGenerateSchema,
    base: { prompt: "Hello" },
    samples: {
      ...ollamaSamples,
      prompt: value("Something else"),
      system: value("Be brief."),
      images: value(["aW1hZ2U="]),
    },
  },
  gemini: {
    ...driverOf(gemini("gpt-5.5", "whole")),
    schema: geminiSchema,
    base: { contents: [{ role: "user", parts: [{ text: "Hello" }] }] },
    samples: {
      contents: value([{ role: "user", parts: [{ text: "Something else" }] }]),
      systemInstruction: value({ parts: [{ text: "Be brief." }] }),
      tools: value([{ functionDeclarations: [{ name: "look" }] }]),
      toolConfig: value(
        { functionCallingConfig: { mode: "ANY" } },
        { tools: [{ functionDeclarations: [{ name: "look" }] }] },
      ),
      generationConfig: value({ thinkingConfig: { thinkingBudget: 100 } }),
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
