/** What a request of the public Responses API becomes, whichever way it came. */
import type { IncomingHttpHeaders } from "node:http";
import {
  translateResponses,
  type ResponsesBody,
  type TranslatedResponses,
} from "../../protocols/responses/request.ts";
import type { ResponsesTurn } from "../../protocols/responses/stream.ts";
import type { WireResponse } from "../../protocols/wire/wire.ts";
import type { GatewayServices } from "../http/app.ts";
import { conversationKey } from "./conversation-key.ts";
import { modelFor } from "./model-choice.ts";
import { fullInput, type FullInput, type KnownResponses } from "./response-history.ts";
import type { StoredResponse } from "./response-store.ts";
import { weightOf } from "./weight.ts";

export interface PreparedResponses {
  /** The model that is asked. */
  model: string;
  history: FullInput;
  translated: TranslatedResponses;
  turn: ResponsesTurn;
}

/** Throws RequestError. `known`: the responses that the request may build on. */
export function prepareResponses(
  services: GatewayServices,
  headers: IncomingHttpHeaders,
  body: ResponsesBody,
  known: KnownResponses,
): PreparedResponses {
  const { choice, traits } = modelFor(services, body.model);
  const history = fullInput(body, known);
  const beginning = () => [
    choice.id,
    body.instructions,
    Array.isArray(history.input) ? history.input[0] : history.input,
  ];
  const conversation = conversationKey(body, headers, beginning);
  const translated = translateResponses({ ...body, input: history.input }, traits, conversation);
  const turn = { model: choice.asked, names: translated.names, kept: body["store"] !== false };
  return { model: choice.id, history, translated, turn };
}

/** A finished response as it is kept. `asked`: what this request added; earlier ones are counted with theirs. */
export function storedResponse(
  response: WireResponse,
  input: FullInput["input"],
  accountId: string | null,
  asked: unknown,
): StoredResponse {
  return {
    response,
    accountId: accountId ?? "",
    input: typeof input === "string" ? [{ type: "message", role: "user", content: input }] : input,
    bytes: weightOf(asked) + weightOf(response),
  };
}
