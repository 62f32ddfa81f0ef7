/**
 * An answer in another protocol's words, told as the events of the Responses protocol (codex-backend 2.6): items are
 * begun, filled and ended in the order they come, and the answer ends exactly once. Pure.
 */
import { madeEvent } from "../protocols/wire/made-event.ts";
import type { WireEvent, WireItem, WirePart, WireUsage } from "../protocols/wire/wire.ts";

export interface AnswerWriter {
  /** Adds to the message, to the thoughts; each ends what was open of the other. */
  text(piece: string): void;
  refusal(piece: string): void;
  thought(piece: string): void;
  /** Of the message that is open; without one it begins one. */
  annotate(annotation: unknown): void;
  /** What the thoughts' item carries to be handed back. */
  seal(encrypted: string): void;
  /** A call that is told piece by piece; ends message and thoughts. */
  call(callId: string, names: Pick<WireItem, "name" | "namespace">): OpenCall;
  /** A call that is told at once, of any kind. */
  wholeCall(item: WireItem): void;
  /** Any other item, whole. */
  item(prefix: string, item: WireItem): void;
  /** Closes what is open. `incomplete`: why; nothing may come after. */
  end(usage: WireUsage | null, incomplete?: string | null): void;
  model(name: string): void;
  hasOutput(): boolean;
  /** The events since the last time. */
  take(): WireEvent[];
}

export interface OpenCall {
  add(piece: string): void;
  close(): void;
}

interface Open {
  kind: "output_text" | "refusal" | "thought";
  index: number;
  id: string;
  pieces: string[];
  annotations: unknown[];
  sealed: string | null;
}

/** `id`: of the answer, without prefix. `createdAt`: epoch seconds. */
export function createAnswerWriter(answer: { id: string; model: string; createdAt: number }): AnswerWriter {
  let events: WireEvent[] = [];
  let sequence = 0;
  let count = 0;
  let model = answer.model;
  let begun = false;
  let ended = false;
  let open: Open | null = null;
  const calls = new Set<OpenCall>();
  const output: (WireItem | undefined)[] = [];

  function emit(type: string, fields: Readonly<Record<string, unknown>>): void {
    if (!begun) {
      begun = true;
      emit("response.created", { response: response("in_progress", []) });
    }
    events.push(madeEvent({ type, sequence_number: sequence++, ...fields }));
  }

  const response = (status: string, items: WireItem[], more: Readonly<Record<string, unknown>> = {}) => ({
    id: `resp_${answer.id}`,
    object: "response",
    created_at: answer.createdAt,
    status,
    error: null,
    incomplete_details: null,
    model,
    output: items,
    usage: null,
    ...more,
  });

  const nextId = (prefix: string) => `${prefix}_${answer.id}_${count}`;

  function begin(item: WireItem): number {
    const index = count++;
    emit("response.output_item.added", { output_index: index, item });
    return index;
  }

  function done(index: number, item: WireItem): void {
    output[index] = item;
    emit("response.output_item.done", { output_index: index, item });
  }

  function openAs(kind: Open["kind"]): Open {
    if (open?.kind === kind) return open;
    close();
    const id = nextId(kind === "thought" ? "rs" : "msg");
    const item =
      kind === "thought"
        ? { type: "reasoning", id, summary: [] }
        : { type: "message", id, role: "assistant", status: "in_progress", content: [] };
    const index = begin(item);
    open = { kind, index, id, pieces: [], annotations: [], sealed: null };
    if (kind === "thought")
      emit("response.reasoning_summary_part.added", { ...placeOf(open), part: summaryPart("") });
    else emit("response.content_part.added", { ...placeOf(open), part: partOf(open, "") });
    return open;
  }

  function add(kind: Open["kind"], piece: string): void {
    if (piece === "" || ended) return;
    const into = openAs(kind);
    into.pieces.push(piece);
    emit(deltaNames[kind], { ...placeOf(into), delta: piece });
  }

  function close(): void {
    if (open === null) return;
    const closing = open;
    open = null;
    const whole = closing.pieces.join("");
    const { id, index } = closing;
    if (closing.kind === "thought") {
      emit("response.reasoning_summary_text.done", { ...placeOf(closing), text: whole });
      emit("response.reasoning_summary_part.done", { ...placeOf(closing), part: summaryPart(whole) });
      const sealed = closing.sealed === null ? {} : { encrypted_content: closing.sealed };
      const summary = whole === "" ? [] : [summaryPart(whole)];
      done(index, { type: "reasoning", id, summary, ...sealed });
      return;
    }
    const part = partOf(closing, whole);
    if (closing.kind === "refusal") emit("response.refusal.done", { ...placeOf(closing), refusal: whole });
    else emit("response.output_text.done", { ...placeOf(closing), text: whole });
    emit("response.content_part.done", { ...placeOf(closing), part });
    done(index, { type: "message", id, role: "assistant", status: "completed", content: [part] });
  }

  return {
    text: (piece) => add("output_text", piece),
    refusal: (piece) => add("refusal", piece),
    thought: (piece) => add("thought", piece),
    annotate(annotation) {
      const into = openAs("output_text");
      const place = { ...placeOf(into), annotation_index: into.annotations.length };
      into.annotations.push(annotation);
      emit("response.output_text.annotation.added", { ...place, annotation });
    },
    seal(encrypted) {
      openAs("thought").sealed = encrypted;
    },
    call(callId, names) {
      close();
      const id = nextId("fc");
      const item = { type: "function_call", id, call_id: callId, ...names };
      const index = begin({ ...item, arguments: "", status: "in_progress" });
      const place = { item_id: id, output_index: index };
      const pieces: string[] = [];
      const call: OpenCall = {
        add(piece) {
          if (piece === "") return;
          pieces.push(piece);
          emit("response.function_call_arguments.delta", { ...place, delta: piece });
        },
        close() {
          if (!calls.delete(call)) return;
          const whole = pieces.join("") || "{}";
          emit("response.function_call_arguments.done", { ...place, arguments: whole });
          done(index, { ...item, arguments: whole, status: "completed" });
        },
      };
      calls.add(call);
      return call;
    },
    wholeCall(item) {
      if (item.type === "tool_search_call") return this.item("tsc", item);
      close();
      const custom = item.type === "custom_tool_call";
      const id = nextId(custom ? "ctc" : "fc");
      const field = custom ? "input" : "arguments";
      const whole = item[field] ?? "";
      const index = begin({ ...item, id, [field]: "", status: "in_progress" });
      const place = { item_id: id, output_index: index };
      const name = custom ? "response.custom_tool_call_input" : "response.function_call_arguments";
      emit(`${name}.delta`, { ...place, delta: whole });
      emit(`${name}.done`, { ...place, [field]: whole });
      done(index, { ...item, id, status: "completed" });
    },
    item(prefix, item) {
      close();
      const id = nextId(prefix);
      const index = begin({ ...item, id });
      done(index, { ...item, id });
    },
    end(usage, incomplete = null) {
      if (ended) return;
      close();
      for (const call of calls) call.close();
      const items = output.filter((item) => item !== undefined);
      if (incomplete === null)
        emit("response.completed", { response: response("completed", items, { usage }) });
      else {
        const more = { usage, incomplete_details: { reason: incomplete } };
        emit("response.incomplete", { response: response("incomplete", items, more) });
      }
      ended = true;
    },
    model(name) {
      if (name !== "" && !begun) model = name;
    },
    hasOutput: () => count > 0,
    take() {
      const taken = events;
      events = [];
      return taken;
    },
  };
}

const deltaNames = {
  output_text: "response.output_text.delta",
  refusal: "response.refusal.delta",
  thought: "response.reasoning_summary_text.delta",
};

function placeOf({ kind, id, index }: Open): Record<string, unknown> {
  const place = { item_id: id, output_index: index };
  return kind === "thought" ? { ...place, summary_index: 0 } : { ...place, content_index: 0 };
}

function partOf({ kind, annotations }: Open, text: string): WirePart {
  return kind === "refusal" ? { type: kind, refusal: text } : { type: kind, text, annotations };
}

function summaryPart(text: string): { type: string; text: string } {
  return { type: "summary_text", text };
}
