/** Items that were begun and not closed, put together from the pieces that came of them. */
import type { WireEvent, WireItem } from "./wire.ts";

export interface OpenItems {
  push(event: WireEvent): void;
  /** Its finished form came: nothing of it is kept any more. */
  close(index: number): void;
  /** By output index. */
  items(): Map<number, WireItem>;
}

interface Pieces {
  item: WireItem | null;
  /** Of which part, by its kind and number. */
  text: Map<string, string[]>;
}

/** Which part of an item a piece of text belongs to. */
const kinds: Record<string, string> = {
  "response.output_text.delta": "output_text",
  "response.refusal.delta": "refusal",
  "response.reasoning_summary_text.delta": "summary_text",
  "response.reasoning_text.delta": "reasoning_text",
  "response.function_call_arguments.delta": "arguments",
  "response.custom_tool_call_input.delta": "input",
};

export function createOpenItems(): OpenItems {
  const open = new Map<number, Pieces>();

  function at(index: number): Pieces {
    const known = open.get(index);
    if (known) return known;
    const begun: Pieces = { item: null, text: new Map() };
    open.set(index, begun);
    return begun;
  }

  return {
    push({ type, data }) {
      const index = data.output_index ?? 0;
      if (type === "response.output_item.added" && data.item) {
        at(index).item = data.item;
        return;
      }
      const kind = kinds[type];
      if (kind === undefined || !data.delta) return;
      const part = `${kind} ${data.summary_index ?? data.content_index ?? 0}`;
      const { text } = at(index);
      const before = text.get(part);
      if (before) before.push(data.delta);
      else text.set(part, [data.delta]);
    },
    close: (index) => void open.delete(index),
    items: () => new Map([...open].flatMap(([index, pieces]) => made(index, pieces))),
  };
}

function made(index: number, { item, text }: Pieces): [number, WireItem][] {
  const parts = [...text].map(([part, pieces]) => ({
    type: part.split(" ")[0] ?? "",
    text: pieces.join(""),
  }));
  const whole = (type: string) => parts.find((part) => part.type === type)?.text;
  const said = parts.filter(({ type }) => type === "output_text" || type === "refusal");
  const thought = parts.filter(({ type }) => type === "summary_text" || type === "reasoning_text");
  const type = item?.type ?? (said.length > 0 ? "message" : thought.length > 0 ? "reasoning" : null);
  if (type === "message" && said.length > 0) {
    const content = said.map((part) =>
      part.type === "refusal"
        ? { type: "refusal", refusal: part.text }
        : { type: "output_text", text: part.text, annotations: [] },
    );
    return [[index, { role: "assistant", ...item, type, status: "incomplete", content }]];
  }
  if (type === "reasoning" && thought.length > 0) {
    const summary = thought.map((part) => ({ type: "summary_text", text: part.text }));
    return [[index, { ...item, type, summary }]];
  }
  // A call that was cut off is still no call to make, but what was asked for is there to be read.
  const asked = type === "function_call" ? whole("arguments") : whole("input");
  if (item === null || asked === undefined) return [];
  const field = type === "function_call" ? "arguments" : "input";
  return [[index, { ...item, type: item.type, status: "incomplete", [field]: asked }]];
}
