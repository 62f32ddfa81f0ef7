/**
 * Folds a turn's events into its final response. The backend leaves `response.completed.response.output` empty
 * (codex-backend 2.6): it is rebuilt from the `output_item.done` events, and from the pieces of items that were never
 * closed, as when an answer ends at a limit.
 */
import { createOpenItems } from "./open-items.ts";
import { terminalOf, type WireEvent, type WireItem, type WireResponse } from "./wire.ts";

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
  const open = createOpenItems();
  let terminal: WireEvent | null = null;
  const inOrder = (found: Map<number, WireItem>) =>
    [...found.entries()].sort(([a], [b]) => a - b).map(([, item]) => item);
  return {
    push(event) {
      if (terminal !== null) return;
      if (event.type === "response.output_item.done" && event.data.item) {
        const index = event.data.output_index ?? items.size;
        items.set(index, event.data.item);
        open.close(index);
      } else if (terminalOf(event.type) !== null) {
        terminal = event;
      } else {
        open.push(event);
      }
    },
    output: () => inOrder(items),
    response() {
      if (terminal === null) return null;
      const response = terminal.data.response ?? {};
      if (response.output && response.output.length > 0) return response;
      return { ...response, output: inOrder(new Map([...open.items(), ...items])) };
    },
    terminalType: () => terminal?.type ?? null,
  };
}

/** Events to the body that a client is answered with when it did not ask for a stream. */
export interface Fold {
  push(event: WireEvent, account: string): void;
  answer(): object;
}

/** `answer` is made of the finished response; `type`: of the terminal event. */
export function foldResponse(answer: (type: string, response: WireResponse) => object): Fold {
  const collector = createCollector();
  return {
    push: (event) => collector.push(event),
    answer: () => answer(collector.terminalType() ?? "", collector.response() ?? {}),
  };
}
