/**
 * Folds a turn's events into its final response. The backend leaves `response.completed.response.output` empty
 * (codex-backend 2.6): it is rebuilt from the `output_item.done` events.
 */
import { terminalOf, type WireEvent, type WireItem, type WireResponse } from "./responses-wire.ts";

export interface Collector {
  push(event: WireEvent): void;
  /** The finished items so far, in output order. */
  output(): WireItem[];
  /** The terminal event's response with its output filled in; null before the terminal event. */
  response(): WireResponse | null;
  terminalType(): string | null;
}

export function createCollector(): Collector {
  const items = new Map<number, WireItem>();
  let terminal: WireEvent | null = null;
  const output = () => [...items.entries()].sort(([a], [b]) => a - b).map(([, item]) => item);
  return {
    push(event) {
      if (event.type === "response.output_item.done" && event.data.item) {
        items.set(event.data.output_index ?? items.size, event.data.item);
      } else if (terminalOf(event.type) !== null) {
        terminal = event;
      }
    },
    output,
    response() {
      if (terminal === null) return null;
      const response = terminal.data.response ?? {};
      return response.output && response.output.length > 0 ? response : { ...response, output: output() };
    },
    terminalType: () => terminal?.type ?? null,
  };
}
