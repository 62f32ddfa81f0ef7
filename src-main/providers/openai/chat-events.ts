/**
 * Chunks of the chat protocol to events of the Responses protocol (backends 8.5), whatever liberties the endpoint takes:
 * a state machine with one terminal event. Pure.
 */
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { createAnswerWriter } from "../answer-writer.ts";
import type { ClientTools } from "../client-tools.ts";
import { UpstreamFailure } from "../failure.ts";
import { asList, asObject, asText, type JsonObject } from "../json-events.ts";
import { createChatCalls } from "./chat-calls.ts";
import { sealReasoning } from "./sealed-reasoning.ts";
import { createThinkTags } from "./think-tags.ts";
import { wireUsage } from "./usage.ts";

export interface ChatEvents {
  /** Throws UpstreamFailure for an error that stands in the stream. */
  push(chunk: JsonObject): WireEvent[];
  /** `[DONE]` came, the bytes are at their end, or the connection broke. Throws UpstreamFailure when the answer cannot be whole. */
  end(how: "done" | "bytes" | "cut"): WireEvent[];
  ended(): boolean;
}

export interface ChatEventsOptions {
  id: string;
  model: string;
  /** Epoch milliseconds. */
  now: number;
  clientTools: ClientTools;
  /** The provider's, of an `error` in the stream. */
  classify: (error: unknown) => UpstreamFailure;
}

export function createChatEvents(options: ChatEventsOptions): ChatEvents {
  const { id, model, now, clientTools, classify } = options;
  const writer = createAnswerWriter({ id, model, createdAt: Math.floor(now / 1000) });
  const calls = createChatCalls(writer, id, clientTools);
  const tags = createThinkTags();
  let usage: JsonObject | null = null;
  let reason: string | null = null;
  let thoughts: string[] = [];
  let understood = false;
  let ended = false;

  function thought(piece: string): void {
    if (piece === "") return;
    thoughts.push(piece);
    writer.thought(piece);
  }

  function sealThoughts(): void {
    if (thoughts.length === 0) return;
    writer.seal(sealReasoning(thoughts.join("")));
    thoughts = [];
  }

  function text(piece: string): void {
    if (piece === "") return;
    sealThoughts();
    writer.text(piece);
  }

  function content(value: unknown): void {
    if (typeof value === "string") {
      const said = tags.push(value);
      thought(said.thought);
      text(said.text);
      return;
    }
    for (const raw of asList(value)) {
      const part = asObject(raw);
      if (part?.["type"] === "thinking") {
        const inner = part["thinking"];
        thought(typeof inner === "string" ? inner : asList(inner).map(textOf).join(""));
      } else text(textOf(part));
    }
  }

  function message(said: JsonObject): void {
    thought(asText(said["reasoning_content"]) || asText(said["reasoning"]) || asText(said["reasoning_text"]));
    content(said["content"]);
    const refusal = asText(said["refusal"]);
    if (refusal !== "") {
      sealThoughts();
      writer.refusal(refusal);
    }
    for (const raw of asList(said["annotations"])) {
      const { type, url_citation: cited } = asObject(raw) ?? {};
      if (type === "url_citation") writer.annotate({ type, ...asObject(cited) });
    }
    for (const image of asList(said["images"]))
      picture(asText(asObject(asObject(image)?.["image_url"])?.["url"]));
    const legacy = asObject(said["function_call"]);
    const pieces = legacy === null ? asList(said["tool_calls"]) : [{ index: 0, function: legacy }];
    if (pieces.length > 0) {
      flushTags();
      sealThoughts();
    }
    for (const raw of pieces) {
      const piece = asObject(raw);
      if (piece !== null) calls.push(piece);
    }
  }

  function picture(url: string): void {
    const [, format, result] = /^data:image\/([\w.+-]+);base64,(.+)$/s.exec(url) ?? [];
    if (result === undefined) return;
    writer.item("ig", { type: "image_generation_call", status: "completed", result, output_format: format });
  }

  function flushTags(): void {
    const rest = tags.rest();
    thought(rest.thought);
    text(rest.text);
  }

  function finish(): WireEvent[] {
    ended = true;
    flushTags();
    sealThoughts();
    calls.close();
    writer.end(wireUsage(usage), incompleteReasons[reason ?? ""] ?? null);
    return writer.take();
  }

  return {
    push(chunk) {
      if (ended) return [];
      const error = errorIn(chunk);
      if (error !== null) throw classify(error);
      usage = asObject(chunk["usage"]) ?? usage;
      writer.model(asText(chunk["model"]));
      const choices = asList(chunk["choices"]);
      understood ||= Array.isArray(chunk["choices"]);
      for (const raw of choices) {
        const choice = asObject(raw);
        if (choice === null || (choice["index"] ?? 0) !== 0) continue;
        const said = asObject(choice["delta"]) ?? asObject(choice["message"]);
        if (said !== null) message(said);
        else if (typeof choice["text"] === "string") text(choice["text"]);
        const told = asText(choice["finish_reason"]);
        if (told === "error" || told === "insufficient_system_resource") throw classify({ code: told });
        if (told !== "") reason = told;
      }
      // Usage comes last of all, in a chunk of its own; what follows is nothing but the end.
      if (reason !== null && choices.length === 0 && usage !== null) return finish();
      return writer.take();
    },
    end(how) {
      if (ended) return [];
      // Some never say why they end, but that they do.
      if (reason !== null || (how === "done" && understood)) return finish();
      throw understood || how === "cut"
        ? new UpstreamFailure({ kind: "stream-cut", message: "The answer broke off before its end." })
        : new UpstreamFailure({
            kind: "protocol",
            message: "The answer was not in the chat completions format.",
          });
    },
    ended: () => ended,
  };
}

const incompleteReasons: Readonly<Record<string, string>> = {
  length: "max_output_tokens",
  max_tokens: "max_output_tokens",
  model_length: "max_output_tokens",
  content_filter: "content_filter",
};

function errorIn(chunk: JsonObject): unknown {
  if (chunk["error"] !== undefined && chunk["error"] !== null) return chunk["error"];
  const flat = chunk["object"] === "error" || chunk["type"] === "error";
  return flat ? chunk : null;
}

function textOf(part: unknown): string {
  return asText(asObject(part)?.["text"]);
}
