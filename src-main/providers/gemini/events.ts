/**
 * Pieces of Gemini's answer to events of the Responses protocol (backends 8.4): a state machine with one terminal event.
 * There is none in the stream: its end with a finish reason is the end, and without one it was cut. Pure.
 */
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { createAnswerWriter } from "../answer-writer.ts";
import { callItem, type ClientTools } from "../client-tools.ts";
import { UpstreamFailure } from "../failure.ts";
import { asList, asObject, asText, type JsonObject } from "../json-events.ts";
import { sealSignatures, textKey, type SignatureStore } from "./signatures.ts";
import { wireUsage } from "./usage.ts";

export interface GeminiEvents {
  /** Throws UpstreamFailure for a blocked prompt or an error in the stream. */
  push(piece: JsonObject): WireEvent[];
  /** The bytes are at their end. Throws UpstreamFailure when there was no finish reason. */
  end(): WireEvent[];
  ended(): boolean;
}

export interface GeminiEventsOptions {
  /** Of the answer, without prefix. */
  id: string;
  model: string;
  /** Epoch milliseconds. */
  now: number;
  clientTools: ClientTools;
  signatures: Pick<SignatureStore, "keep">;
  /** The provider's, of an `error` in the stream. */
  classify: (error: unknown) => UpstreamFailure;
}

export function createGeminiEvents(options: GeminiEventsOptions): GeminiEvents {
  const { id, model, now, clientTools, signatures, classify } = options;
  const writer = createAnswerWriter({ id, model, createdAt: Math.floor(now / 1000) });
  let reason: string | null = null;
  let usage: unknown = null;
  let grounding: JsonObject | null = null;
  let calls = 0;
  let understood = false;
  let ended = false;
  let textSignature: string | null = null;
  let said = "";
  const callSignatures: Record<string, string> = {};
  /** Calls are told when it is known what signs them: the reasoning item that carries it comes before. */
  let waiting: { id: string; name: string; args: unknown }[] = [];

  function part(given: JsonObject): void {
    const signature = asText(given["thoughtSignature"]);
    const call = asObject(given["functionCall"]);
    if (call !== null) {
      // Their own ids are no more than numbers now and then, the same in every answer.
      const callId = `call_${id}_${calls}`;
      calls += 1;
      if (signature !== "") {
        callSignatures[callId] = signature;
        signatures.keep(callId, signature);
      }
      waiting.push({ id: callId, name: asText(call["name"]), args: call["args"] ?? {} });
      return;
    }
    const media = asObject(given["inlineData"]);
    const text = asText(given["text"]);
    if (given["thought"] === true) {
      writer.thought(text);
      return;
    }
    if (signature !== "") textSignature = signature;
    if (text !== "") {
      tellCalls();
      said += text;
      writer.text(text);
    }
    const [, format] = /^image\/([\w.+-]+)$/.exec(asText(media?.["mimeType"])) ?? [];
    if (format !== undefined) {
      const result = asText(media?.["data"]);
      writer.item("ig", {
        type: "image_generation_call",
        status: "completed",
        result,
        output_format: format,
      });
    }
  }

  function tellCalls(): void {
    const told = waiting;
    waiting = [];
    if (told.length === 0) return;
    const signed = told.filter((call) => callSignatures[call.id] !== undefined);
    if (signed.length > 0) {
      const ofCalls = Object.fromEntries(signed.map((call) => [call.id, callSignatures[call.id] ?? ""]));
      writer.seal(sealSignatures({ model, calls: ofCalls }));
    }
    for (const { id: callId, name, args } of told)
      writer.wholeCall(callItem(clientTools, callId, name, JSON.stringify(args)));
  }

  /** What was searched for and found, as a web search and the citations of the text. */
  function cite(): void {
    if (grounding === null) return;
    const pages = asList(grounding["groundingChunks"]).flatMap((raw) => {
      const web = asObject(asObject(raw)?.["web"]);
      return web === null ? [] : [{ url: asText(web["uri"]), title: asText(web["title"]) }];
    });
    for (const raw of asList(grounding["groundingSupports"])) {
      const support = asObject(raw);
      const segment = asObject(support?.["segment"]);
      for (const index of asList(support?.["groundingChunkIndices"])) {
        const page = pages[Number(index)];
        if (page === undefined) continue;
        const [start_index, end_index] = [placeIn(segment?.["startIndex"]), placeIn(segment?.["endIndex"])];
        writer.annotate({ type: "url_citation", ...page, start_index, end_index });
      }
    }
    const queries = asList(grounding["webSearchQueries"]).map(asText);
    if (queries.length === 0 && pages.length === 0) return;
    const sources = pages.map((page) => ({ type: "url", ...page }));
    const action = { type: "search", query: queries[0] ?? "", queries, sources };
    writer.item("ws", { type: "web_search_call", status: "completed", action });
  }

  // They count bytes.
  function placeIn(at: unknown): number {
    return Buffer.from(said)
      .subarray(0, typeof at === "number" ? at : 0)
      .toString("utf8").length;
  }

  return {
    push(piece) {
      if (ended) return [];
      if (piece["error"] !== undefined) throw classify(piece["error"]);
      usage = piece["usageMetadata"] ?? usage;
      understood ||= "candidates" in piece || "usageMetadata" in piece || "promptFeedback" in piece;
      const blocked = asText(asObject(piece["promptFeedback"])?.["blockReason"]);
      if (blocked !== "")
        throw new UpstreamFailure({
          kind: "content-policy",
          code: blocked.toLowerCase(),
          message: `The prompt was blocked by Gemini's safety filter (${blocked}).`,
        });
      const candidate = asObject(asList(piece["candidates"])[0]);
      for (const raw of asList(asObject(candidate?.["content"])?.["parts"])) {
        const given = asObject(raw);
        if (given !== null) part(given);
      }
      grounding = asObject(candidate?.["groundingMetadata"]) ?? grounding;
      reason = asText(candidate?.["finishReason"]) || reason;
      return writer.take();
    },
    end() {
      if (ended) return [];
      if (reason === null)
        throw understood
          ? new UpstreamFailure({ kind: "stream-cut", message: "The answer broke off before its end." })
          : new UpstreamFailure({
              kind: "protocol",
              message: "The answer was not in the Gemini API's format.",
            });
      if (reason === "MALFORMED_FUNCTION_CALL" && calls === 0 && !writer.hasOutput())
        throw new UpstreamFailure({
          kind: "server",
          message: "The model made a call that could not be read.",
        });
      ended = true;
      cite();
      tellCalls();
      if (textSignature !== null && calls === 0) signatures.keep(textKey(said), textSignature);
      writer.end(wireUsage(usage), incomplete(reason));
      return writer.take();
    },
    ended: () => ended,
  };
}

const complete = new Set([
  "STOP",
  "FINISH_REASON_UNSPECIFIED",
  "OTHER",
  "MALFORMED_FUNCTION_CALL",
  "UNEXPECTED_TOOL_CALL",
]);

function incomplete(reason: string): string | null {
  if (complete.has(reason)) return null;
  return reason === "MAX_TOKENS" ? "max_output_tokens" : "content_filter";
}
