/** A turn as an agent is told it: its protocol knows neither a system prompt nor a conversation (backends 7). Pure. */
import type { WireRequest } from "../../protocols/wire/wire.ts";
import { factsOf } from "../anthropic/model-facts.ts";
import { messagesRequest } from "../anthropic/request.ts";
import { fieldsOf, type Block, type Fields, type Message } from "../anthropic/shapes.ts";
import { agentQuirks } from "../agents/agent-quirks.ts";
import type { Setup } from "../agents/conversation.ts";
import { UpstreamFailure } from "../failure.ts";
import { asList, asText } from "../json-events.ts";

export interface AgentTurn {
  setup: Setup;
  /** What went before the last words. */
  before: readonly Message[];
  last: Message;
}

/** Of a prompt, beside text; as `promptCapabilities` tells them. */
export interface Takes {
  image: boolean;
  embeddedContext: boolean;
}

/** Throws UpstreamFailure `bad-request` for what no agent can be told. */
export function agentTurn(turn: WireRequest, provider: string, title: string): AgentTurn {
  if (turn.tool_choice !== "none" && (turn.tools ?? []).length > 0)
    throw refused(
      "tools",
      `${title} cannot be given tools of the client (provider '${provider}'): ask it without any, or ask another provider.`,
    );
  const owner = { provider, slot: "", model: turn.model };
  const { body } = messagesRequest(
    { ...turn, tools: [] },
    { owner, facts: factsOf(turn.model), quirks: agentQuirks },
  );
  const last = body.messages.at(-1);
  if (last?.role !== "user")
    throw refused(
      "messages",
      `${title} cannot go on with an answer that is begun: the last message must be the person's.`,
    );
  const system = (body.system ?? []).map(({ text }) => asText(text));
  return {
    setup: { model: turn.model, effort: null, system, tools: [] },
    before: body.messages.slice(0, -1),
    last,
  };
}

/**
 * What the agent is sent. @param anew it knows nothing of what went before
 * Throws UpstreamFailure `bad-request` for a picture or a document that this agent does not take.
 */
export function promptOf({ setup, before, last }: AgentTurn, anew: boolean, takes: Takes): object[] {
  const parts: object[] = [];
  const text = (piece: string) => parts.push({ type: "text", text: piece });
  const add = ({ content }: Message) => {
    for (const block of content) parts.push(partOf(block, takes));
  };
  if (anew && setup.system.length > 0) text(`Instructions:\n\n${setup.system.join("\n\n")}\n\n`);
  if (anew && before.length > 0) {
    text("The conversation so far:\n\n");
    for (const message of before) {
      text(message.role === "user" ? "User:\n" : "You:\n");
      add(message);
      text("\n\n");
    }
  }
  if (parts.length > 0) text("Answer this now:\n\n");
  add(last);
  return joined(parts);
}

function partOf(block: Block, takes: Takes): object {
  switch (block.type) {
    case "text":
      return block;
    case "tool_use":
      return {
        type: "text",
        text: `[Called ${asText(block["name"])} with ${JSON.stringify(block["input"])}]\n`,
      };
    case "tool_result":
      return { type: "text", text: `[It answered: ${wordsOf(block["content"])}]\n` };
    case "image": {
      const { type, media_type: mimeType, data } = fieldsOf(block["source"]);
      if (!takes.image) throw refused("messages", "This agent program takes no pictures.");
      if (type !== "base64")
        throw refused("messages", "An agent program takes a picture's data, no address.");
      return { type: "image", mimeType, data };
    }
    case "document":
      return documentOf(fieldsOf(block["source"]), takes);
    default:
      throw refused("messages", `An agent program cannot be told a part of the type ${block.type}.`);
  }
}

function documentOf({ type, media_type: mimeType, data }: Fields, takes: Takes): object {
  if (type === "text") return { type: "text", text: asText(data) };
  if (!takes.embeddedContext || type !== "base64")
    throw refused("messages", "This agent program takes no documents.");
  return { type: "resource", resource: { uri: "file:///document", mimeType, blob: data } };
}

function wordsOf(content: unknown): string {
  if (typeof content === "string") return content;
  return asList(content)
    .map(fieldsOf)
    .map(({ type, text }) => (type === "text" ? asText(text) : `[${asText(type)}]`))
    .join("\n");
}

/** Texts that follow one another are one. */
function joined(parts: readonly object[]): object[] {
  const together: { type: string; text?: string }[] = [];
  for (const part of parts as { type: string; text?: string }[]) {
    const last = together.at(-1);
    if (part.type === "text" && last?.type === "text") last.text = `${last.text}${part.text}`;
    else together.push(part.type === "text" ? { type: "text", text: part.text ?? "" } : part);
  }
  return together;
}

function refused(param: string, message: string): UpstreamFailure {
  return new UpstreamFailure({ kind: "bad-request", param, message });
}
