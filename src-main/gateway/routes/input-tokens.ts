/** POST /v1/responses/input_tokens: counted here, with no request to the backend. */
import { parseResponsesBody, translateResponses } from "../../translate/responses-request.ts";
import { countWire } from "../../translate/wire-tokens.ts";
import { readJson } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { modelFor } from "../model-choice.ts";
import { fullInput } from "../response-history.ts";
import { loadTokenCounter } from "../token-counter.ts";

export async function inputTokens(exchange: Exchange): Promise<void> {
  const { services, response } = exchange;
  const body = parseResponsesBody(await readJson(exchange));
  const { input } = fullInput(body, services.responses);
  const { traits } = modelFor(services, body.model);
  const { request: wire } = translateResponses({ ...body, input }, traits, "");
  response.json({ object: "response.input_tokens", input_tokens: countWire(wire, await loadTokenCounter()) });
}
