/** A plan as an answer: its events, and the message that they add up to. */
import { listOf, type Json } from "./json-reading.ts";
import type { AnswerPlan } from "./plan.ts";
import { signatureFor } from "./thought-binding.ts";

export type MessagesFrame = Readonly<Record<string, unknown>> & { type: string };

export interface AnswerFacts {
  id: string;
  usage: Json;
  /** Thoughts of the request that were left out of it. */
  dropped: readonly string[];
}

export interface PlannedAnswer {
  frames: MessagesFrame[];
  /** To who asked for no stream. */
  message: Json;
}

export function plannedAnswer(body: Json, plan: AnswerPlan, facts: AnswerFacts): PlannedAnswer {
  const { id, usage, dropped } = facts;
  const message = {
    id,
    type: "message",
    role: "assistant",
    model: body["model"],
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
    ...(dropped.length > 0
      ? { input_transformations: dropped.map((path) => ({ type: "dropped_thinking", path })) }
      : {}),
  };
  const made: Made = { frames: [{ type: "message_start", message }, { type: "ping" }], blocks: [] };
  thoughts(made, body, plan);
  if (plan.search) searched(made, plan.search, id);
  if (!plan.pause) {
    if (plan.text !== undefined) said(made, plan.text, plan.search?.pages ?? []);
    for (const [at, tool] of (plan.tools ?? []).entries()) called(made, tool, `toolu_${id.slice(4)}${at}`);
  }
  if (plan.streamError) {
    const at = made.frames.findIndex(({ type }) => type === "content_block_delta") + 1;
    return { frames: [...made.frames.slice(0, at), { type: "error", error: plan.streamError }], message };
  }
  const calls = (plan.tools ?? []).length > 0;
  const reason = plan.stopReason ?? (plan.pause ? "pause_turn" : calls ? "tool_use" : "end_turn");
  const delta = {
    stop_reason: reason,
    stop_sequence: null,
    ...(plan.stopDetails ? { stop_details: plan.stopDetails } : {}),
  };
  return {
    frames: [...made.frames, { type: "message_delta", delta, usage }, { type: "message_stop" }],
    message: { ...message, ...delta, content: made.blocks, usage },
  };
}

interface Made {
  frames: MessagesFrame[];
  blocks: Json[];
}

function block(made: Made, start: Json, whole: Json, deltas: readonly Json[]): void {
  const index = made.blocks.length;
  made.blocks.push(whole);
  made.frames.push(
    { type: "content_block_start", index, content_block: start },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  );
}

function thoughts(made: Made, body: Json, plan: AnswerPlan): void {
  const messages = listOf(body["messages"]);
  if (plan.redacted) {
    const hidden = { type: "redacted_thinking", data: signatureFor(body, messages, made.blocks) };
    block(made, hidden, hidden, []);
  }
  if (plan.thinking === undefined) return;
  const signature = signatureFor(body, messages, made.blocks);
  const { thinking } = plan;
  block(made, { type: "thinking", thinking: "", signature: "" }, { type: "thinking", thinking, signature }, [
    ...pieces(thinking).map((text) => ({ type: "thinking_delta", thinking: text })),
    { type: "signature_delta", signature },
  ]);
}

function said(made: Made, text: string, pages: readonly { url: string; title: string }[]): void {
  const cited = pages.map(({ url, title }) => ({
    type: "web_search_result_location",
    url,
    title,
    cited_text: "",
    encrypted_index: "x",
  }));
  block(made, { type: "text", text: "" }, { type: "text", text }, [
    ...pieces(text).map((piece) => ({ type: "text_delta", text: piece })),
    ...cited.map((citation) => ({ type: "citations_delta", citation })),
  ]);
}

function called(made: Made, { name, input }: { name: string; input: unknown }, id: string): void {
  const start = { type: "tool_use", id, name, input: {} };
  block(made, start, { ...start, input }, [
    { type: "input_json_delta", partial_json: "" },
    ...pieces(JSON.stringify(input)).map((piece) => ({ type: "input_json_delta", partial_json: piece })),
  ]);
}

function searched(made: Made, { query, pages }: NonNullable<AnswerPlan["search"]>, id: string): void {
  const call = `srvtoolu_${id.slice(4)}`;
  const start = { type: "server_tool_use", id: call, name: "web_search", input: {} };
  block(made, start, { ...start, input: { query } }, [
    { type: "input_json_delta", partial_json: JSON.stringify({ query }) },
  ]);
  const content = pages.map((page) => ({
    type: "web_search_result",
    ...page,
    encrypted_content: "x",
    page_age: null,
  }));
  const result = { type: "web_search_tool_result", tool_use_id: call, content };
  block(made, result, result, []);
}

/** Words with the spaces behind them; the first two apart, so that a stream is one. */
function pieces(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}
