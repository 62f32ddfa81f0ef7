/** One content block of an answer after the other, as events of the Responses protocol (backends 8.3). */
import type { WireEvent } from "../../protocols/wire/wire.ts";
import { namesOf } from "../client-tools.ts";
import {
  addText,
  annotate,
  beginItem,
  beginText,
  emitter,
  endItem,
  endText,
  type Emit,
  type MadeItem,
  type MadeText,
  type Numbering,
} from "./made-items.ts";
import type { Reading } from "./request.ts";
import { sealThought } from "./sealed-thinking.ts";
import { asList, asText } from "../json-events.ts";
import { fieldsOf, type Block, type Fields } from "./shapes.ts";

/** A block that is begun, and what came of it. */
interface OpenBlock {
  block: Block;
  /** Pieces of its text, its thought or its input. */
  pieces: string[];
  signature: string;
  /** Pages that its text cites. */
  citations: unknown[];
  /** Where in the message its text begins. */
  start: number;
  made: MadeItem | null;
}

export interface BlocksState {
  reading: Reading;
  numbering: Numbering;
  emit: Emit;
  open: OpenBlock | null;
  /** The message that text goes into, for as long as nothing else comes. */
  text: MadeText | null;
  /** Searches whose pages were not told yet, by the id of their call. */
  searches: Map<string, { made: MadeItem; query: string }>;
  calls: number;
  /** As they came, to be sent back when the API wants to go on with them. */
  content: Block[];
}

export function initialBlocks(reading: Reading, numbering: Numbering): BlocksState {
  const emit = emitter(numbering);
  return {
    reading,
    numbering,
    emit,
    open: null,
    text: null,
    searches: new Map(),
    calls: 0,
    content: [],
  };
}

export function beginBlock(state: BlocksState, given: unknown): WireEvent[] {
  const ended = endBlock(state);
  const block = { ...fieldsOf(given), type: asText(fieldsOf(given)["type"]) } as Block;
  const open: OpenBlock = { block, pieces: [], signature: "", citations: [], start: 0, made: null };
  state.open = open;
  if (isText(state, block)) {
    open.start = state.text?.length ?? 0;
    const said = asText(block["text"]);
    return said === "" ? ended : [...ended, ...say(state, said)];
  }
  // A text is one message up to whatever else comes.
  const before = [...ended, ...closeText(state)];
  switch (block.type) {
    case "thinking":
    case "redacted_thinking":
      return [...before, ...begin(state, open, "rs", { type: "reasoning", summary: [] })];
    case "tool_use":
      state.calls += 1;
      return [...before, ...beginCall(state, open)];
    case "server_tool_use":
      if (block["name"] !== "web_search") return before;
      return [...before, ...begin(state, open, "ws", { type: "web_search_call", status: "in_progress" })];
    case "web_search_tool_result":
      return [...before, ...foundPages(state, block)];
    default:
      return before;
  }
}

export function addToBlock(state: BlocksState, given: unknown): WireEvent[] {
  const { open } = state;
  if (open === null) return [];
  const delta = fieldsOf(given);
  switch (delta["type"]) {
    case "text_delta":
      return piece(state, open, asText(delta["text"]));
    case "thinking_delta":
      return piece(state, open, asText(delta["thinking"]));
    case "input_json_delta":
      return piece(state, open, asText(delta["partial_json"]));
    case "signature_delta":
      open.signature += asText(delta["signature"]);
      return [];
    case "citations_delta":
      open.citations.push(delta["citation"]);
      return [];
    default:
      return [];
  }
}

function piece(state: BlocksState, open: OpenBlock, text: string): WireEvent[] {
  if (text === "") return [];
  open.pieces.push(text);
  if (isText(state, open.block)) return say(state, text);
  const { made } = open;
  if (made === null) return [];
  const place = { item_id: made.item.id, output_index: made.index };
  if (made.item.type === "function_call")
    return [state.emit("response.function_call_arguments.delta", { ...place, delta: text })];
  if (open.block.type !== "thinking") return [];
  const part = { ...place, summary_index: 0 };
  const first = { ...part, part: { type: "summary_text", text: "" } };
  const begun = open.pieces.length > 1 ? [] : [state.emit("response.reasoning_summary_part.added", first)];
  return [...begun, state.emit("response.reasoning_summary_text.delta", { ...part, delta: text })];
}

export function endBlock(state: BlocksState): WireEvent[] {
  const { open } = state;
  if (open === null) return [];
  state.open = null;
  const block = wholeBlock(open);
  state.content.push(block);
  if (isText(state, block)) {
    // Where an answer in JSON is a tool's, some endpoints give its input whole, where the block begins.
    const whole = block.type === "tool_use" && open.pieces.length === 0;
    const late = whole ? say(state, JSON.stringify(block["input"] ?? {})) : [];
    return [...late, ...cite(state, open)];
  }
  const { made } = open;
  if (made === null) return [];
  switch (made.item.type) {
    case "reasoning":
      return endThought(state, made, open, block);
    case "web_search_call":
      state.searches.set(asText(block["id"]), { made, query: asText(fieldsOf(block["input"])["query"]) });
      return [];
    default:
      return endCall(state, made, open, block);
  }
}

/** Closes what is open: nothing more comes. */
export function endBlocks(state: BlocksState): WireEvent[] {
  const events = [...endBlock(state), ...closeText(state)];
  for (const [id, search] of state.searches) events.push(...endSearch(state, id, search, []));
  return events;
}

/** A refusal's reason, as the last words. */
export function refuse(state: BlocksState, why: string): WireEvent[] {
  const { text, events } = beginText(state.numbering, "refusal");
  return [...events, addText(state.numbering, text, why), ...endText(state.emit, text)];
}

function begin(
  state: BlocksState,
  open: OpenBlock,
  prefix: string,
  item: Fields & { type: string },
): WireEvent[] {
  const { made, event } = beginItem(state.numbering, prefix, item);
  open.made = made;
  return [event];
}

function beginCall(state: BlocksState, open: OpenBlock): WireEvent[] {
  const { id, name } = open.block;
  const known = state.reading.clientTools.get(asText(name));
  const names = namesOf(state.reading.clientTools, asText(name));
  const named = { call_id: asText(id), ...names, status: "in_progress" };
  switch (known?.kind) {
    case "custom":
      return begin(state, open, "ctc", { type: "custom_tool_call", ...named, input: "" });
    case "search":
      return begin(state, open, "tsc", { type: "tool_search_call", ...named, execution: "client" });
    default:
      return begin(state, open, "fc", { type: "function_call", ...named, arguments: "" });
  }
}

function endCall(state: BlocksState, made: MadeItem, open: OpenBlock, block: Block): WireEvent[] {
  const place = { item_id: made.item.id, output_index: made.index };
  const done = { ...made.item, status: "completed" };
  if (made.item.type === "custom_tool_call") {
    // Text is what is left of an object that was cut off.
    const input = asText(fieldsOf(block["input"])["input"]) || asText(block["input"]);
    return [
      state.emit("response.custom_tool_call_input.delta", { ...place, delta: input }),
      state.emit("response.custom_tool_call_input.done", { ...place, input }),
      endItem(state.emit, made, { ...done, input }),
    ];
  }
  if (made.item.type === "tool_search_call")
    return [endItem(state.emit, made, { ...done, arguments: block["input"] })];
  const written = open.pieces.join("") || JSON.stringify(block["input"] ?? {});
  // Some endpoints give the input whole, where the block begins.
  const late =
    open.pieces.length > 0
      ? []
      : [state.emit("response.function_call_arguments.delta", { ...place, delta: written })];
  return [
    ...late,
    state.emit("response.function_call_arguments.done", { ...place, arguments: written }),
    endItem(state.emit, made, { ...done, arguments: written }),
  ];
}

function endThought(state: BlocksState, made: MadeItem, open: OpenBlock, block: Block): WireEvent[] {
  const text = asText(block["thinking"]);
  const place = { item_id: made.item.id, output_index: made.index, summary_index: 0 };
  const said = open.pieces.length === 0 ? [] : [{ type: "summary_text", text }];
  const told = said.flatMap((part) => [
    state.emit("response.reasoning_summary_text.done", { ...place, text }),
    state.emit("response.reasoning_summary_part.done", { ...place, part }),
  ]);
  const sealed = sealThought(block, state.reading.owner);
  return [...told, endItem(state.emit, made, { ...made.item, summary: said, encrypted_content: sealed })];
}

function foundPages(state: BlocksState, block: Block): WireEvent[] {
  const id = asText(block["tool_use_id"]);
  const search = state.searches.get(id);
  return search === undefined ? [] : endSearch(state, id, search, block["content"]);
}

function endSearch(
  state: BlocksState,
  id: string,
  { made, query }: { made: MadeItem; query: string },
  content: unknown,
): WireEvent[] {
  state.searches.delete(id);
  const sources = asList(content).map((page) => {
    const { url, title } = fieldsOf(page);
    return { type: "url", url, title };
  });
  // A failure is one object, with its code.
  const status = Array.isArray(content) ? "completed" : "failed";
  const action = { type: "search", query, sources };
  return [endItem(state.emit, made, { ...made.item, status, action })];
}

function isText({ reading }: BlocksState, { type, name }: Block): boolean {
  return type === "text" || (type === "tool_use" && reading.jsonTool !== null && name === reading.jsonTool);
}

function say(state: BlocksState, piece: string): WireEvent[] {
  if (state.text !== null) return [addText(state.numbering, state.text, piece)];
  const { text, events } = beginText(state.numbering, "output_text");
  state.text = text;
  return [...events, addText(state.numbering, text, piece)];
}

function closeText(state: BlocksState): WireEvent[] {
  const { text } = state;
  state.text = null;
  return text === null ? [] : endText(state.emit, text);
}

// Each cites for the block's whole text: where in it is not told.
function cite(state: BlocksState, { start, citations }: OpenBlock): WireEvent[] {
  const { text } = state;
  if (text === null) return [];
  return citations.flatMap((citation) => {
    const { url, title } = fieldsOf(citation);
    if (typeof url !== "string") return [];
    const range = { start_index: start, end_index: text.length };
    return [annotate(state.emit, text, { type: "url_citation", url, title: asText(title), ...range })];
  });
}

/** The block as a request would have it. */
function wholeBlock({ block, pieces, signature, citations }: OpenBlock): Block {
  const joined = pieces.join("");
  switch (block.type) {
    case "text":
      return {
        ...block,
        text: asText(block["text"]) + joined,
        ...(citations.length > 0 ? { citations } : {}),
      };
    case "thinking":
      return {
        ...block,
        thinking: asText(block["thinking"]) + joined,
        signature: asText(block["signature"]) + signature,
      };
    case "tool_use":
    case "server_tool_use":
      return joined === "" ? block : { ...block, input: inputOf(joined) };
    default:
      return block;
  }
}

function inputOf(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}
