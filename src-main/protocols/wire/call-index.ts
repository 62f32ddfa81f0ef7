/** Numbers a turn's tool calls 0, 1, 2 … and finds one again by whatever an event names it with. */
import type { WireEventData, WireItem } from "./wire.ts";

interface OpenCall {
  index: number;
  callId: string;
  name: string;
  custom: boolean;
  /** Whether any of its arguments went out: they are sent piece by piece or once, never twice. */
  argumentsSent: boolean;
}

export interface CallIndex {
  open(item: WireItem, outputIndex: number | undefined): OpenCall;
  find(event: WireEventData): OpenCall | undefined;
  count(): number;
}

export function createCallIndex(): CallIndex {
  const byKey = new Map<string, OpenCall>();
  let count = 0;
  const keysOf = (itemId: unknown, outputIndex: unknown, callId: unknown): string[] =>
    [
      typeof itemId === "string" ? `item ${itemId}` : "",
      typeof outputIndex === "number" ? `output ${outputIndex}` : "",
      typeof callId === "string" ? `call ${callId}` : "",
    ].filter((key) => key !== "");
  return {
    open(item, outputIndex) {
      const call: OpenCall = {
        index: count,
        callId: item.call_id ?? item.id ?? `call_${count}`,
        name: item.name ?? "",
        custom: item.type === "custom_tool_call",
        argumentsSent: false,
      };
      count += 1;
      for (const key of keysOf(item.id, outputIndex, item.call_id)) byKey.set(key, call);
      return call;
    },
    find(event) {
      const item = event.item;
      for (const key of keysOf(
        event.item_id ?? item?.id,
        event.output_index,
        event["call_id"] ?? item?.call_id,
      )) {
        const call = byKey.get(key);
        if (call) return call;
      }
      return undefined;
    },
    count: () => count,
  };
}
