/** What streams of the vendors' own protocols tell beside their output. */
import type { TokenUsage } from "../../../src-shared/contract/requests.ts";
import { tokenUsage } from "../../protocols/wire/token-usage.ts";
import { laterCounts, noCounts, wireUsage as ofMessages } from "../../providers/anthropic/usage.ts";
import { wireUsage as ofGemini } from "../../providers/gemini/usage.ts";
import { asObject, type JsonObject } from "../../providers/json-events.ts";
import { wireUsage as ofChat } from "../../providers/openai/usage.ts";
import { createResponsesTap } from "./responses-tap.ts";
import { byteAfter, createStreamTap, type Seen, type StreamTap } from "./stream-tap.ts";

/** How the answers of one path are read. */
export interface AnswerReader {
  tap: () => StreamTap;
  /** Of a whole answer. */
  usage: (answer: JsonObject) => TokenUsage | null;
}

/** By the path as the gateway serves it; null where an answer tells nothing that is counted. */
export function answerReader(path: string): AnswerReader | null {
  if (path === "/v1/messages") return messages;
  if (path === "/v1/responses") return responses;
  if (/^\/v1\/(chat\/completions|completions|embeddings)$/.test(path)) return chat;
  return /:(streamGenerateContent|generateContent)$/.test(path) ? gemini : null;
}

const responses: AnswerReader = {
  tap: () => createResponsesTap(() => {}),
  usage: ({ usage }) => tokenUsage(asObject(usage)),
};

const blocks = ["event: content_block_"].map((text) => Buffer.from(text));

const messages: AnswerReader = {
  usage: ({ usage }) =>
    asObject(usage) === null ? null : tokenUsage(ofMessages(laterCounts(noCounts, usage))),
  tap() {
    let counts = noCounts;
    return createStreamTap({
      isOutput: (bytes, from) => byteAfter(bytes, from, blocks) !== null,
      read(_name, data, seen) {
        const event = objectIn(data);
        const type = event?.["type"];
        if (event === null || type === "ping") return;
        const message = asObject(event["message"]);
        if (type !== "message_start") seen.begun = true;
        if (typeof message?.["model"] === "string") seen.model ??= message["model"];
        const usage = message?.["usage"] ?? event["usage"];
        if (asObject(usage) !== null) {
          counts = laterCounts(counts, usage);
          seen.usage = tokenUsage(ofMessages(counts));
        }
        if (type === "message_stop") ended(seen, type);
        if (type === "error") failed(seen, event["error"] ?? event);
      },
    });
  },
};

const done = Buffer.from("data: [DONE]");
const failure = [Buffer.from('data: {"error"'), Buffer.from('data:{"error"')];
const counted = Buffer.from('"usage":{');
const finished = Buffer.from('"finish_reason":"');

const chat: AnswerReader = {
  usage: ({ usage }) => tokenUsage(ofChat(asObject(usage))),
  tap() {
    let begun = false;
    return createStreamTap({
      isOutput(bytes, from, end) {
        if (!begun) return false;
        const event = bytes.subarray(from, end);
        const told = event.includes(counted) || event.includes(finished) || event.indexOf(done) === 0;
        return !told && byteAfter(bytes, from, failure) === null;
      },
      read(_name, data, seen) {
        if (data === "[DONE]") return ended(seen, "[DONE]");
        const event = objectIn(data);
        if (event === null) return;
        if (event["error"] !== undefined && event["error"] !== null) return failed(seen, event["error"]);
        begun = seen.begun = true;
        if (typeof event["model"] === "string") seen.model ??= event["model"];
        const choices: unknown = event["choices"];
        // Some servers end there, without a last word.
        if (Array.isArray(choices) && choices.some((choice) => asObject(choice)?.["finish_reason"]))
          seen.complete = true;
        const usage = ofChat(asObject(event["usage"]));
        if (usage !== null) seen.usage = tokenUsage(usage);
      },
    });
  },
};

const gemini: AnswerReader = {
  usage: ({ usageMetadata }) => tokenUsage(ofGemini(usageMetadata)),
  tap: () =>
    createStreamTap({
      isOutput: () => false,
      read(_name, data, seen) {
        const event = objectIn(data);
        if (event === null) return;
        if (event["error"] !== undefined) return failed(seen, event["error"]);
        seen.begun = true;
        if (typeof event["modelVersion"] === "string") seen.model ??= event["modelVersion"];
        const candidates: unknown = event["candidates"];
        const ends = Array.isArray(candidates) && candidates.some((one) => asObject(one)?.["finishReason"]);
        if (ends || asObject(event["promptFeedback"])?.["blockReason"]) seen.complete = true;
        const usage = ofGemini(event["usageMetadata"]);
        if (usage !== null) seen.usage = tokenUsage(usage);
      },
    }),
};

function ended(seen: Seen, type: string): void {
  seen.begun = true;
  seen.terminal = type;
  seen.complete = true;
}

function failed(seen: Seen, error: unknown): void {
  ended(seen, "error");
  seen.failure = { error };
}

function objectIn(data: string): JsonObject | null {
  try {
    return asObject(JSON.parse(data));
  } catch {
    return null;
  }
}
