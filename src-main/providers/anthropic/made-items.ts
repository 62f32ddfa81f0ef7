/** Items of an answer as the Responses protocol tells them, from beginning to end (backends 8.3). Pure. */
import { madeEvent } from "../../protocols/wire/made-event.ts";
import type { WireEvent, WireItem, WirePart } from "../../protocols/wire/wire.ts";

/** Numbers an answer's events and items. */
export interface Numbering {
  /** Of the answer, without a prefix. */
  id: string;
  sequence: number;
  items: number;
}

export type Emit = (type: string, fields: Readonly<Record<string, unknown>>) => WireEvent;

export function emitter(numbering: Numbering): Emit {
  return (type, fields) => madeEvent({ type, sequence_number: numbering.sequence++, ...fields });
}

/** An item that is begun: what it is numbered, and what came of it. */
export interface MadeItem {
  index: number;
  item: WireItem & { id: string };
}

export function beginItem(
  numbering: Numbering,
  prefix: string,
  item: WireItem,
): { made: MadeItem; event: WireEvent } {
  const index = numbering.items++;
  const begun = { ...item, id: `${prefix}_${numbering.id}_${index}` };
  const event = emitter(numbering)("response.output_item.added", { output_index: index, item: begun });
  return { made: { index, item: begun }, event };
}

export function endItem(emit: Emit, { index }: MadeItem, item: Readonly<Record<string, unknown>>): WireEvent {
  return emit("response.output_item.done", { output_index: index, item });
}

/** A message's text, which may come in several blocks. */
export interface MadeText {
  made: MadeItem;
  kind: "output_text" | "refusal";
  pieces: string[];
  length: number;
  annotations: unknown[];
}

export function beginText(
  numbering: Numbering,
  kind: MadeText["kind"],
): { text: MadeText; events: WireEvent[] } {
  const item = { type: "message", role: "assistant", status: "in_progress", content: [] };
  const { made, event } = beginItem(numbering, "msg", item);
  const text: MadeText = { made, kind, pieces: [], length: 0, annotations: [] };
  const part = partOf(kind, "", []);
  return {
    text,
    events: [event, emitter(numbering)("response.content_part.added", { ...placeOf(text), part })],
  };
}

export function addText(numbering: Numbering, text: MadeText, delta: string): WireEvent {
  text.pieces.push(delta);
  text.length += delta.length;
  // Written out: an answer has thousands of these.
  return madeEvent({
    type: text.kind === "refusal" ? "response.refusal.delta" : "response.output_text.delta",
    sequence_number: numbering.sequence++,
    item_id: text.made.item.id,
    output_index: text.made.index,
    content_index: 0,
    delta,
  });
}

export function annotate(emit: Emit, text: MadeText, annotation: unknown): WireEvent {
  const place = { ...placeOf(text), annotation_index: text.annotations.length };
  text.annotations.push(annotation);
  return emit("response.output_text.annotation.added", { ...place, annotation });
}

export function endText(emit: Emit, text: MadeText): WireEvent[] {
  const whole = text.pieces.join("");
  const part = partOf(text.kind, whole, text.annotations);
  const done =
    text.kind === "refusal"
      ? emit("response.refusal.done", { ...placeOf(text), refusal: whole })
      : emit("response.output_text.done", { ...placeOf(text), text: whole });
  return [
    done,
    emit("response.content_part.done", { ...placeOf(text), part }),
    endItem(emit, text.made, { ...text.made.item, status: "completed", content: [part] }),
  ];
}

function placeOf({ made }: MadeText) {
  return { item_id: made.item.id, output_index: made.index, content_index: 0 };
}

function partOf(kind: MadeText["kind"], text: string, annotations: unknown[]): WirePart {
  return kind === "refusal" ? { type: kind, refusal: text } : { type: kind, text, annotations };
}
