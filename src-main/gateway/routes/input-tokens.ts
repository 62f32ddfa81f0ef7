/** POST /v1/responses/input_tokens: counted here, with no request to the backend. */
import { fullInput } from "../../protocols/responses/history.ts";
import { translateResponses } from "../../protocols/responses/request.ts";
import { parseResponsesBody } from "../../protocols/responses/schema.ts";
import { countWire } from "../../protocols/wire/count-tokens.ts";
import { readJson } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { modelFor } from "../turn/model-choice.ts";
import { loadTokenCounter } from "../turn/token-counter.ts";

export async function inputTokens(exchange: Exchange): Promise<void> {
  const { services, response } = exchange;
  const body = parseResponsesBody(await readJson(exchange));
  const { input } = fullInput(body, services.responses);
  const { traits } = modelFor(services, body.model);
  const { request: wire } = translateResponses({ ...body, input }, traits, "");
  response.json({ object: "response.input_tokens", input_tokens: countWire(wire, await loadTokenCounter()) });
}
