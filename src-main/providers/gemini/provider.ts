/** The Gemini API with a key of the person's. */
import type { CreateProvider, ProviderParts } from "../entry.ts";
import { createModelList } from "../model-list.ts";
import type { Provider, TurnField } from "../provider.ts";
import { keyUnavailable } from "../unavailable.ts";
import { classifyEventError } from "./failure.ts";
import { createGeminiClient, type GeminiKey } from "./client.ts";
import { readModels } from "./models.ts";

const takes: ReadonlySet<TurnField> = new Set([
  "tools",
  "tool_choice",
  // Together is how the model calls; there is no field that forbids it.
  "reasoning",
  "text",
  "sampling",
]);

/** Milliseconds for a question that is no turn. */
const patienceMs = 15_000;

const ownCalls = /^\/v1(beta|alpha)?\/models\/[^/]+:(generateContent|streamGenerateContent|countTokens)$/;

export const createGeminiProvider: CreateProvider = (parts) => geminiProvider(parts);

function geminiProvider(parts: ProviderParts): Provider<GeminiKey> {
  const { entry, slots, secret, clock } = parts;
  const client = createGeminiClient(parts);
  const keyOf = (slotId: string): GeminiKey => ({
    slotId,
    key: entry().keyHeader === "none" ? null : secret(slotId),
  });
  const list = createModelList(clock, async (signal) => {
    const slotId = slots.activeId();
    if (slotId === null) return [];
    const key = keyOf(slotId);
    return readModels((path) => client.json(key, path, signal ?? AbortSignal.timeout(patienceMs)));
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
      takes: (path) => ownCalls.test(path),
      send: (...call) => client.relay(...call),
      failureOf: (error) => classifyEventError(error, { now: clock.now(), provider: entry().name }),
    },
    async check(slotId) {
      await client.json(keyOf(slotId), "/models?pageSize=1", AbortSignal.timeout(patienceMs));
      return null;
    },
    unavailable: (why, model) => keyUnavailable(entry().name, why, model),
  };
}
