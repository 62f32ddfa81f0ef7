/** POST /v1/messages/count_tokens: counted here, at once, with no request to the backend (clients 4.6). */
import { editContext } from "../../protocols/messages/context-editing.ts";
import { countMessages } from "../../protocols/messages/count-tokens.ts";
import { parseMessagesBody } from "../../protocols/messages/schema.ts";
import { readJson } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { modelFor } from "../turn/model-choice.ts";
import { loadTokenCounter } from "../turn/token-counter.ts";

/** Both names of the limit are known to scripts. `window`: tokens. */
export function compactionOf(window: number, limit = Math.floor(window * compactAt)) {
  return { context_window: window, auto_compact_limit: limit, auto_compact_token_limit: limit };
}

/** Share of the window at which a client should sum up, where the catalog does not say (models 3.3). */
const compactAt = 0.9;

export async function countTokens(exchange: Exchange): Promise<void> {
  const { services, response } = exchange;
  const asked = parseMessagesBody(await readJson(exchange));
  const { body, applied } = editContext(asked);
  const { contextWindow: set, compactAt: at } = services.settings.values().models;
  const known = services.catalog.find(modelFor(services, body.model).choice.id)?.contextWindow ?? null;
  const window = set ?? known;
  const count = await loadTokenCounter();
  const original = applied === null ? {} : { original_input_tokens: countMessages(asked, count) };
  response.json({
    input_tokens: countMessages(body, count),
    ...(applied === null ? {} : { context_management: original }),
    ...(window === null ? {} : compactionOf(window, at ?? undefined)),
  });
}
