/** Calls of a chat stream, whose pieces name them by index, by id, or not at all (backends 8.5). */
import type { AnswerWriter, OpenCall } from "../answer-writer.ts";
import { callItem, namesOf, type ClientTools } from "../client-tools.ts";
import { asObject, asText, type JsonObject } from "../json-events.ts";

interface Call {
  index: number | null;
  id: string;
  name: string;
  /** What came before the name did, and all of a call that is told at once: of a free-form tool, of a search for tools. */
  held: string;
  /** Told as free text. */
  custom: boolean;
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
export function createChatCalls(writer: AnswerWriter, answer: string, clientTools: ClientTools): ChatCalls {
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
        call = { index: given, id, name: "", held: "", custom: false, open: null, closed: false };
        calls.push(call);
      }
      if (call.closed) return;
      call.id ||= id;
      call.name ||= name;
      const told = made?.["arguments"] ?? custom?.["input"];
      const args = typeof told === "object" && told !== null ? JSON.stringify(told) : asText(told);
      call.custom ||= custom !== null;
      const { kind = "function" } = clientTools.get(call.name) ?? {};
      if (call.custom || kind !== "function" || call.name === "") {
        call.held += args;
        return;
      }
      call.id ||= `call_${answer}_${calls.indexOf(call)}`;
      call.open ??= writer.call(call.id, namesOf(clientTools, call.name));
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
        writer.wholeCall(
          call.custom
            ? { type: "custom_tool_call", call_id, ...namesOf(clientTools, call.name), input: call.held }
            : callItem(clientTools, call_id, call.name, call.held),
        );
      }
    },
    count: () => calls.length,
  };
}
