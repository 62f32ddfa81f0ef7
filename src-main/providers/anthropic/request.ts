/** A turn as a request of the Messages API, and how its answer is to be read (backends 8.2, 8.3). Pure. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import type { ClientTools } from "../client-tools.ts";
import { conversationOf, lacksThought } from "./conversation.ts";
import type { ModelFacts } from "./model-facts.ts";
import type { Quirks } from "./quirks.ts";
import type { ThoughtOwner } from "./sealed-thinking.ts";
import type { Block, Fields, Message, MessagesRequest } from "./shapes.ts";
import { fieldsOf } from "./shapes.ts";
import { structuredSchema } from "./structured-schema.ts";
import { offeredTools, type OfferedTools } from "./tools.ts";

export interface Target {
  /** `owner.model`: as it is asked for. */
  owner: ThoughtOwner;
  facts: ModelFacts;
  quirks: Quirks;
  /** As a refusal told it; left out: none did. */
  mostTokens?: number | undefined;
}

/** How the events of the answer are to be read. */
export interface Reading {
  owner: ThoughtOwner;
  clientTools: ClientTools;
  /** The tool whose input is the answer's text. */
  jsonTool: string | null;
}

export interface MessagesCall {
  body: MessagesRequest;
  /** Values of `anthropic-beta`. */
  betas: string[];
  reading: Reading;
}

const bindingBeta = "thinking-binding-controls-2026-08-01";
const jsonTool = "answer_in_json";
const forced = { type: "tool", name: jsonTool };

/** Throws UpstreamFailure `bad-request` for what the API cannot be shown. */
export function messagesRequest(
  turn: WireRequest,
  { owner, facts, quirks, mostTokens }: Target,
): MessagesCall {
  const offered = offeredTools(turn.tools ?? [], turn.input, turn.tool_choice, quirks);
  const format = formatOf(turn, offered, facts, quirks);
  const tools = format.tool ? [format.tool] : offered.tools;
  const choice = format.tool ? forced : choiceOf(turn, offered, quirks);
  const sampling = samplingOf(turn, facts, quirks);
  const limit = Math.min(turn.sampling?.max_output_tokens ?? facts.maxOutput, mostTokens ?? Infinity);

  // Only an answer that may think can be shown earlier thoughts.
  const free = choice?.["type"] !== "any" && choice?.["type"] !== "tool" && sampling === null;
  const wanted = free && quirks.thinking ? thinkingOf(turn, facts, quirks, limit) : null;
  const whole = conversationOf(turn.instructions, turn.input, wanted && owner);
  const unfit = wanted !== null && facts.thinking === "budget" && lacksThought(whole.messages);
  const thinking = unfit ? null : wanted;
  const { system, messages } = unfit ? conversationOf(turn.instructions, turn.input, null) : whole;
  system.push(...format.words);

  const effort = turn.reasoning?.effort;
  const output = {
    ...(effort !== undefined && quirks.effort && facts.efforts.includes(effort) ? { effort } : {}),
    ...(format.output ? { format: format.output } : {}),
  };
  const stop = (turn.sampling?.stop ?? []).filter((text) => text.trim() !== "");
  const body: MessagesRequest = {
    model: owner.model,
    max_tokens: limit,
    stream: true,
    ...(system.length > 0 ? { system } : {}),
    messages,
    ...(tools.length > 0 ? { tools } : {}),
    ...(choice ? { tool_choice: choice } : {}),
    ...(thinking ? { thinking } : {}),
    ...(Object.keys(output).length > 0 ? { output_config: output } : {}),
    ...(stop.length > 0 && quirks.stop_sequences ? { stop_sequences: stop } : {}),
    ...sampling,
  };
  if (quirks.cache_control) markCache(tools, system, messages);
  const bound = thinking !== null && quirks.thinking_binding;
  return {
    body,
    betas: bound ? [bindingBeta] : [],
    reading: { owner, clientTools: offered.clientTools, jsonTool: format.tool ? jsonTool : null },
  };
}

/** Tokens of thought for an effort, where the model is told a budget. */
const budgets: Readonly<Record<string, number>> = { low: 1024, medium: 8192 };
const highBudget = 24_576;
const leastBudget = 1024;

function thinkingOf(turn: WireRequest, facts: ModelFacts, quirks: Quirks, limit: number): Fields | null {
  const { reasoning } = turn;
  if (reasoning === undefined) return null;
  if (facts.thinking === "adaptive") {
    const display = reasoning.summary === undefined ? "omitted" : "summarized";
    return {
      type: "adaptive",
      ...(quirks.thinking_display ? { display } : {}),
      ...(quirks.thinking_binding ? { block_binding: { prefix_mismatch_behavior: "drop_block" } } : {}),
    };
  }
  if (facts.thinking === "none" || reasoning.effort === undefined) return null;
  const budget = Math.min(budgets[reasoning.effort] ?? highBudget, limit - 1);
  return budget < leastBudget ? null : { type: "enabled", budget_tokens: budget };
}

/** null: nothing that keeps the model from thinking. */
function samplingOf({ sampling }: WireRequest, facts: ModelFacts, quirks: Quirks): Fields | null {
  if (sampling === undefined || !facts.sampling || !quirks.sampling) return null;
  const { temperature, top_p, top_k } = sampling;
  const set = {
    // The API's own range ends at 1; both together are refused.
    ...(temperature === undefined || temperature === 1 ? {} : { temperature: Math.min(temperature, 1) }),
    ...(top_p === undefined || top_p === 1 || (temperature !== undefined && temperature !== 1)
      ? {}
      : { top_p }),
    ...(top_k === undefined ? {} : { top_k }),
  };
  return Object.keys(set).length > 0 ? set : null;
}

interface Format {
  output: Fields | null;
  tool: Block | null;
  words: Block[];
}

const plain: Format = { output: null, tool: null, words: [] };

/** A schema as the API has it; else as a tool that must be called, where there is no other; else in words. */
function formatOf(turn: WireRequest, offered: OfferedTools, facts: ModelFacts, quirks: Quirks): Format {
  const { type, schema } = fieldsOf(turn.text?.format);
  if (type === "json_object")
    return { ...plain, words: [told("Answer with one JSON object and nothing else.")] };
  if (type !== "json_schema") return plain;
  if (facts.structuredOutputs && quirks.structured_outputs)
    return { ...plain, output: { type: "json_schema", schema: structuredSchema(schema) } };
  if (offered.tools.length === 0 && quirks.tool_choice && isObjectSchema(schema)) {
    const tool = { name: jsonTool, description: "Gives the answer.", input_schema: schema };
    return { ...plain, tool: tool as unknown as Block };
  }
  const words = "Answer with JSON of this schema and nothing else, no Markdown around it:";
  return { ...plain, words: [told(`${words}\n${JSON.stringify(schema)}`)] };
}

function isObjectSchema(schema: unknown): boolean {
  return fieldsOf(schema)["type"] === "object";
}

function told(text: string): Block {
  return { type: "text", text };
}

function choiceOf(
  { parallel_tool_calls: parallel }: WireRequest,
  { tools, choice }: OfferedTools,
  quirks: Quirks,
): Record<string, unknown> | null {
  if (!quirks.tool_choice || tools.length === 0) return null;
  if (parallel === false && choice?.type !== "none")
    return { ...(choice ?? { type: "auto" }), disable_parallel_tool_use: true };
  return choice;
}

/**
 * Clients of other protocols cannot say what is to be cached, and no mark is the full price every turn (backends 8.3):
 * the tools, the system, and the last two turns of the person, four marks as the API takes at most.
 */
function markCache(tools: Block[], system: Block[], messages: readonly Message[]): void {
  const turns = messages.filter(({ role }) => role === "user").slice(-2);
  for (const blocks of [tools, system, ...turns.map(({ content }) => content)]) {
    const last = blocks.at(-1);
    if (last !== undefined) blocks[blocks.length - 1] = { ...last, cache_control: { type: "ephemeral" } };
  }
}
