/** Methods of one of Gemini's models: their names stand behind a colon in the path. */
import { translateChat } from "../../protocols/chat/request.ts";
import { gemini } from "../../protocols/gemini/index.ts";
import { geminiCall } from "../../protocols/gemini/models.ts";
import { chatOfGemini } from "../../protocols/gemini/request.ts";
import { parseGemini } from "../../protocols/gemini/schema.ts";
import { RequestError } from "../../protocols/shared/request-error.ts";
import { countWire } from "../../protocols/wire/count-tokens.ts";
import { readJson } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { answerTurn } from "../transports/http-answer.ts";
import { modelFor } from "../turn/model-choice.ts";
import { serveTurn } from "../turn/serve-turn.ts";
import { loadTokenCounter } from "../turn/token-counter.ts";

/** POST /v1beta/models/{model}:{method}, and the same under /v1 */
export async function callGemini(exchange: Exchange): Promise<void> {
  const path = String(exchange.request.params["id"]);
  const { model, method } = geminiCall(path) ?? { model: path, method: "" };
  switch (method) {
    case "generateContent":
      return serveTurn(exchange, gemini(model, "whole"), answerTurn);
    case "streamGenerateContent": {
      const manner = exchange.request.query["alt"] === "sse" ? "events" : "array";
      return serveTurn(exchange, gemini(model, manner), answerTurn);
    }
    case "countTokens":
      return countTokens(exchange, model);
    default:
      throw new RequestError(
        `There is no method '${method}': generateContent, streamGenerateContent and countTokens are served.`,
        { status: 404 },
      );
  }
}

async function countTokens(exchange: Exchange, model: string): Promise<void> {
  const sent = (await readJson(exchange)) as { generateContentRequest?: unknown } | null;
  const body = parseGemini(sent?.generateContentRequest ?? sent);
  const { traits } = modelFor(exchange.services, model);
  const { request } = translateChat(chatOfGemini(body, model, false), traits, "");
  exchange.response.json({ totalTokens: countWire(request, await loadTokenCounter()) });
}
