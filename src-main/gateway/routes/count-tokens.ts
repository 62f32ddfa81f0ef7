/** POST /v1/messages/count_tokens: counted here, at once, with no request to the backend (clients 4.6). */
import { countMessages } from "../../translate/messages-tokens.ts";
import { parseMessagesBody } from "../../translate/messages-schema.ts";
import { readJson } from "../body.ts";
import type { Exchange } from "../exchange.ts";
import { modelFor } from "../model-choice.ts";
import { loadTokenCounter } from "../token-counter.ts";

/** Share of the window at which a client should sum up, where the catalog does not say (models 3.3). */
const compactAt = 0.9;

export async function countTokens(exchange: Exchange): Promise<void> {
  const { services, response } = exchange;
  const body = parseMessagesBody(await readJson(exchange));
  const window = services.catalog.find(modelFor(services, body.model).choice.id)?.contextWindow ?? null;
  response.json({
    input_tokens: countMessages(body, await loadTokenCounter()),
    ...(window === null
      ? {}
      : { context_window: window, auto_compact_limit: Math.floor(window * compactAt) }),
  });
}
