/** Gemini's generateContent and streamGenerateContent: model and manner are in the address, not in the body. */
import { translateChat } from "../chat/request.ts";
import type { Protocol } from "../protocol.ts";
import { geminiError } from "../shared/error-answer.ts";
import { addSampling } from "../shared/sampling.ts";
import { foldResponse } from "../wire/collect.ts";
import { droppedGemini, geminiFields } from "./fields.ts";
import { chatOfGemini } from "./request.ts";
import { parseGemini, type GeminiBody } from "./schema.ts";
import {
  failGemini,
  geminiAnswer,
  initialGemini,
  stepGemini,
  type GeminiState,
  type GeminiTurn,
} from "./stream.ts";

/** A whole answer, a stream of events, or a stream that is one JSON array. */
export type GeminiManner = "whole" | "events" | "array";

export function gemini(model: string, manner: GeminiManner): Protocol<GeminiBody, GeminiTurn, GeminiState> {
  return {
    dialect: "gemini",
    fields: geminiFields,
    parse: parseGemini,
    asked: () => ({ model, stream: manner !== "whole" }),
    conversation: (body, served) => ({
      beginning: () => [served, body.systemInstruction, [body.contents].flat().slice(0, 1)],
    }),
    prepare(body, { id, model: traits, asked, conversation }) {
      const chat = chatOfGemini(body, model, manner !== "whole");
      const { request, names, stop, dropped } = translateChat(chat, traits, conversation);
      addSampling(request, body.generationConfig, stop);
      const thoughts = body.generationConfig?.thinkingConfig?.includeThoughts === true;
      const overruled = dropped.includes("reasoning_effort");
      return {
        request,
        turn: { id, model: asked, names, stop, thoughts, array: manner === "array" },
        dropped: [...droppedGemini(body), ...(overruled ? ["generationConfig.thinkingConfig"] : [])],
      };
    },
    initial: initialGemini,
    step: stepGemini,
    fail: (state, failure) => failGemini(state, geminiError(failure).body),
    fold: (turn) => foldResponse((type, response) => geminiAnswer(turn, type, response)),
    // Between the elements of an array white space says nothing.
    ...(manner === "array" ? { contentType: "application/json", heartbeat: () => "\n" } : {}),
  };
}
