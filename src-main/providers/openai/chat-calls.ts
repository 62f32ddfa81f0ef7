/** Calls of a chat stream, whose pieces name them by index, by id, or not at all (backends 8.5). */
import type { AnswerWriter, OpenCall } from "../answer-writer.ts";
import { asObject, asText, objectIn, type JsonObject } from "../json-events.ts";
import { freeFormField } from "./chat-tools.ts";

interface Call {
  index: number | null;
  id: string;
  name: string;
  /** What came before the name did, and all of a free-form call: that is told at once. */
  held: string;
  open: OpenCall | null;
  closed: boolean;
}

export interface ChatCalls {
  push(piece: JsonObject): void;
  /** Every call is as whole as it gets. */
  close(): void;
  count(): number;
}

/** `answer`: its id, for calls without one. */
export function createChatCalls(
  writer: AnswerWriter,
  answer: string,
  freeForm: ReadonlySet<string>,
): ChatCalls {
  const calls: Call[] = [];

  function find(index: number | null, id: string): Call | undefined {
    const last = calls.findLast((call) => (index === null ? true : call.index === index));
    if (id === "") return last;
    const same = calls.findLast((call) => call.id === id);
    // Some number every call 0: another id is another call, and an id that comes late is its own.
    return same ?? (last?.id === "" && !last.closed ? last : undefined);
  }

  return {
    push(piece) {
      const given = typeof piece["index"] === "number" ? piece["index"] : null;
      const id = asText(piece["id"]);
      const custom = asObject(piece["custom"]);
      const made = custom ?? asObject(piece["function"]);
      const name = asText(made?.["name"]);
      let call = find(given, id);
      // Whole calls, neither numbered nor named apart.
      if (call !== undefined && given === null && id === "" && name !== "" && call.name !== "")
        call = undefined;
      if (call === undefined) {
        call = { index: given, id, name: "", held: "", open: null, closed: false };
        calls.push(call);
      }
      if (call.closed) return;
      call.id ||= id;
      call.name ||= name;
      const told = made?.["arguments"] ?? custom?.["input"];
      const args = typeof told === "object" && told !== null ? JSON.stringify(told) : asText(told);
      if (custom !== null || freeForm.has(call.name) || call.name === "") {
        call.held += args;
        return;
      }
      call.id ||= `call_${answer}_${calls.indexOf(call)}`;
      call.open ??= writer.call(call.id, call.name);
      call.open.add(call.held + args);
      call.held = "";
    },
    close() {
      for (const [at, call] of calls.entries()) {
        if (call.closed) continue;
        call.closed = true;
        call.open?.close();
        if (call.open !== null || call.name === "") continue;
        const call_id = call.id || `call_${answer}_${at}`;
        const input = freeForm.has(call.name) ? freeFormInput(call.held) : call.held;
        writer.wholeCall({ type: "custom_tool_call", call_id, name: call.name, input });
      }
    },
    count: () => calls.length,
  };
}

/** What the model wrote into the one parameter; whatever it wrote where it did not keep to it. */
function freeFormInput(args: string): string {
  const input = objectIn(args)?.[freeFormField];
  return typeof input === "string" ? input : args;
}
