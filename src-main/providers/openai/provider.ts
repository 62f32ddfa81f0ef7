/** OpenAI's platform, and whatever else speaks its protocols: a key's slots, or a server that needs none. */
import type { CreateProvider, ProviderParts } from "../entry.ts";
import { createModelList } from "../model-list.ts";
import type { Provider, TurnField } from "../provider.ts";
import { keyUnavailable } from "../unavailable.ts";
import { classifyEventError } from "./failure.ts";
import { apiAddress, serverAddress } from "./base-address.ts";
import { createOpenaiClient, type OpenaiKey } from "./client.ts";
import { readModels } from "./models.ts";

const takes: ReadonlySet<TurnField> = new Set([
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "reasoning",
  "text",
  "service_tier",
  "sampling",
]);

/** Milliseconds for a question that is no turn. */
const patienceMs = 15_000;

const chatCalls = /^\/v1\/(chat\/completions|completions|embeddings|images\/(generations|edits|variations))$/;

export const createOpenaiProvider: CreateProvider = (parts) => openaiProvider(parts);

function openaiProvider(parts: ProviderParts): Provider<OpenaiKey> {
  const { entry, slots, secret, clock } = parts;
  const client = createOpenaiClient(parts);
  const keyOf = (slotId: string): OpenaiKey => ({
    slotId,
    key: entry().keyHeader === "none" ? null : secret(slotId),
  });

  async function models(slotId: string, signal: AbortSignal = AbortSignal.timeout(patienceMs)) {
    const key = keyOf(slotId);
    const { base } = entry();
    return readModels(
      (url, body) => client.json(key, url, signal, body),
      apiAddress(base),
      serverAddress(base),
    );
  }

  const list = createModelList(clock, async (signal) => {
    const slotId = slots.activeId();
    return slotId === null ? [] : models(slotId, signal);
  });

  return {
    name: entry().name,
    kind: entry().kind,
    slots,
    takes,
    models: { ...list, default: () => list.all()[0]?.id ?? null },
    credentials: async (slotId) => keyOf(slotId),
    respond: (key, turn, _headers, signal, connected) => client.respond(key, turn, signal, connected),
    relay: {
      takes: (path) => chatCalls.test(path) || (entry().dialect === "responses" && path === "/v1/responses"),
      send: (...call) => client.relay(...call),
      translatesRefused: () => entry().base !== null,
      failureOf: (error) => classifyEventError(error, { now: clock.now(), provider: entry().name }),
    },
    async check(slotId) {
      await client.json(keyOf(slotId), `${apiAddress(entry().base)}/models`, AbortSignal.timeout(patienceMs));
      return null;
    },
    unavailable: (why, model) => keyUnavailable(entry().name, why, model),
  };
}
