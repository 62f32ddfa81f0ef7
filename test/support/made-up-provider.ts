/** A provider that exists in tests alone: it answers with what it was asked, from slots that the test makes fail. */
import type { Slot } from "../../src-shared/standing.ts";
import { createSignal } from "../../src-main/platform/signal.ts";
import { UpstreamFailure, type FailureDetails } from "../../src-main/providers/failure.ts";
import type { Provider, TurnField } from "../../src-main/providers/provider.ts";
import type { WireEvent, WireEventData, WireRequest } from "../../src-main/protocols/wire/wire.ts";

/** What it asks of a slot: nobody else may look into it. */
interface MadeUpKey {
  key: string;
}

export interface MadeUpProvider {
  provider: Provider<MadeUpKey>;
  /** Turns that reached it, each with the key that it came with. */
  turns: { key: string; turn: WireRequest }[];
  slots: Slot[];
  /** The slot fails so from now on; null: it works again. `afterOutput`: the stream breaks. */
  fail(slotId: string, how: FailureDetails | null, afterOutput?: boolean): void;
  closed: boolean;
}

export function madeUpProvider(
  name = "made-up",
  slotIds: readonly string[] = ["key-one", "key-two"],
  takes: readonly TurnField[] = ["tools", "tool_choice", "text"],
) {
  const changed = createSignal();
  const failing = new Map<string, { how: FailureDetails; afterOutput: boolean }>();
  const keys = new Map(slotIds.map((id) => [id, `first key of ${id}`]));
  const made: MadeUpProvider = {
    turns: [],
    slots: slotIds.map((id) => ({
      id,
      name: id,
      ended: false,
      sealed: false,
      paused: false,
      excludedModels: [],
    })),
    closed: false,
    fail(slotId, how, afterOutput = false) {
      if (how === null) failing.delete(slotId);
      else failing.set(slotId, { how, afterOutput });
    },
    provider: {
      name,
      kind: "made-up",
      takes: new Set(takes),
      models: { find: () => undefined },
      slots: {
        all: () => made.slots,
        get: (id) => made.slots.find((slot) => slot.id === id) ?? null,
        activeId: () => made.slots[0]?.id ?? null,
        changed: changed.listen,
      },
      credentials: (id) => Promise.resolve({ key: keys.get(id) ?? "" }),
      recover(id, refused) {
        const renewed = `renewed key of ${id}`;
        if (refused.key === renewed) return Promise.resolve(null);
        keys.set(id, renewed);
        return Promise.resolve({ key: renewed });
      },
      respond({ key }, turn, _headers, _signal, connected) {
        connected();
        made.turns.push({ key, turn });
        const slotId = slotIds.find((id) => key.endsWith(id)) ?? "";
        const failure = failing.get(slotId);
        if (failure && !failure.afterOutput) return Promise.reject(new UpstreamFailure(failure.how));
        const answer = `${turn.model} by ${slotId}`;
        return Promise.resolve({ headers: { "x-request-id": "made-up-request" }, batches: batches() });

        async function* batches() {
          yield await Promise.resolve(beginning(turn.model, answer));
          if (failure) throw new UpstreamFailure(failure.how);
          yield ending(turn.model, answer);
        }
      },
      check: () => Promise.resolve(null),
      unavailable: (why) => ({ code: "no_account", message: `The made-up keys are ${why}.`, advice: "" }),
      close() {
        made.closed = true;
        return Promise.resolve();
      },
    },
  };
  return made;
}

function event(data: WireEventData): WireEvent {
  return { type: data.type, raw: JSON.stringify(data), data };
}

const item = (text: string, status: string) => ({
  type: "message",
  id: "msg_1",
  role: "assistant",
  status,
  content: text === "" ? [] : [{ type: "output_text", text, annotations: [] }],
});

function beginning(model: string, text: string): WireEvent[] {
  const place = { output_index: 0, item_id: "msg_1", content_index: 0 };
  return [
    event({ type: "response.created", response: { id: "resp_1", model, status: "in_progress", output: [] } }),
    event({ type: "response.output_item.added", output_index: 0, item: item("", "in_progress") }),
    event({
      type: "response.content_part.added",
      ...place,
      part: { type: "output_text", text: "", annotations: [] },
    }),
    event({ type: "response.output_text.delta", ...place, delta: text }),
  ];
}

function ending(model: string, text: string): WireEvent[] {
  const place = { output_index: 0, item_id: "msg_1", content_index: 0 };
  const done = item(text, "completed");
  const usage = { input_tokens: 7, output_tokens: 5, total_tokens: 12 };
  const response = { id: "resp_1", model, status: "completed", output: [done], usage };
  return [
    event({ type: "response.output_text.done", ...place, text }),
    event({ type: "response.content_part.done", ...place, part: done.content[0] }),
    event({ type: "response.output_item.done", output_index: 0, item: done }),
    event({ type: "response.completed", response }),
  ];
}
