/** A turn as Claude Code is told it: what it is set up with, and the conversation (backends 3.6 to 3.8). Pure. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import type { ModelFacts } from "../anthropic/model-facts.ts";
import { agentQuirks } from "../agents/agent-quirks.ts";
import { messagesRequest, type Reading } from "../anthropic/request.ts";
import type { ThoughtOwner } from "../anthropic/sealed-thinking.ts";
import { fieldsOf, type Message } from "../anthropic/shapes.ts";
import { UpstreamFailure } from "../failure.ts";
import { asText } from "../json-events.ts";
import type { Setup } from "../agents/conversation.ts";

/** What the person, or the client, says last. */
export interface LastWords {
  last: Message;
  /** Ids of the calls before it, in their order, as the client has them. */
  calls: readonly string[];
}

export interface ClaudeRequest extends LastWords {
  setup: Setup;
  /** What went before the last words. */
  before: readonly Message[];
  reading: Reading;
}

const efforts = new Set(["low", "medium", "high", "xhigh", "max"]);

/** Throws UpstreamFailure `bad-request` for what the program cannot be told. */
export function claudeRequest(turn: WireRequest, owner: ThoughtOwner, facts: ModelFacts): ClaudeRequest {
  const target = { owner, facts: { ...facts, thinking: "adaptive" as const }, quirks: agentQuirks };
  const { body, reading } = messagesRequest(turn, target);
  const last = body.messages.at(-1);
  if (last?.role !== "user")
    throw new UpstreamFailure({
      kind: "bad-request",
      param: "messages",
      message:
        "Claude Code cannot go on with an answer that is begun: the last message must be the person's.",
    });
  const tools = turn.tool_choice === "none" ? [] : (body.tools ?? []);
  const words = [...(body.system ?? []).map(({ text }) => asText(text)), ...choiceWords(turn.tool_choice)];
  return {
    setup: { model: owner.model, effort: effortOf(turn), system: words, tools },
    before: body.messages.slice(0, -1),
    last,
    calls: callsOf(body.messages.at(-2)),
    reading,
  };
}

function callsOf(message: Message | undefined): string[] {
  return (message?.content ?? []).flatMap(({ type, id }) => (type === "tool_use" ? [asText(id)] : []));
}

function effortOf({ reasoning }: WireRequest): string | null {
  const effort = reasoning?.effort;
  if (effort === undefined) return null;
  return efforts.has(effort) ? effort : "low";
}

// It takes no choice of a tool: the model is told.
function choiceWords(choice: unknown): string[] {
  if (choice === "required") return ["Answer by calling one of the tools."];
  const { type, name } = fieldsOf(choice);
  return type === "function" || type === "custom" ? [`Answer by calling the tool ${asText(name)}.`] : [];
}
