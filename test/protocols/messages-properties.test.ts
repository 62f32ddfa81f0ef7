/** What holds for every stream of the Messages API, however the backend mixes its items. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMessagesFold } from "../../src-main/protocols/messages/answer.ts";
import {
  initialMessages,
  stepMessages,
  type MessagesEvent,
  type MessagesTurn,
} from "../../src-main/protocols/messages/stream.ts";
import { openThinking } from "../../src-main/protocols/messages/thinking-signature.ts";
import { createToolNames } from "../../src-main/protocols/shared/tool-names.ts";
import { decode, turnItems, wireText, type Item } from "../support/wire-turns.ts";

function turn(stop: string[] = []): MessagesTurn {
  const names = createToolNames();
  return {
    id: "1",
    model: "m",
    servedBy: "gpt",
    names,
    thinking: "shown",
    stop,
    inputTokens: 1,
    edits: null,
  };
}

function play(items: Item[], order: number[], stop: string[] = [], kept = Number.POSITIVE_INFINITY) {
  const state = initialMessages(turn(stop));
  const events = decode(Buffer.from(wireText(items, order, "\n")), []).slice(0, kept);
  return events.flatMap((event) => stepMessages(state, event, "account"));
}

/** Throws when a block begins before the one before it ended, or is filled while none is open. */
function expectOneAtATime(events: MessagesEvent[]): { open: boolean; blocks: number } {
  let open = false;
  let blocks = 0;
  for (const event of events) {
    if (event.type === "content_block_start") {
      expect(open).toBe(false);
      expect(event.index).toBe(blocks);
      open = true;
      blocks += 1;
    } else if (event.type === "content_block_delta" || event.type === "content_block_stop") {
      expect(open).toBe(true);
      expect(event.index).toBe(blocks - 1);
      open = event.type === "content_block_delta";
    }
  }
  return { open, blocks };
}

test("blocks follow one another, are numbered and balanced, and are framed by start and stop", () => {
  fc.assert(
    fc.property(turnItems, fc.array(fc.nat()), (items, order) => {
      const events = play(items, order);
      expect(expectOneAtATime(events).open).toBe(false);
      const types = events.map(({ type }) => type).filter((type) => type.startsWith("message"));
      expect(types).toEqual(["message_start", "message_delta", "message_stop"]);
      expect(events[0]?.type).toBe("message_start");
      expect(events.at(-1)?.type).toBe("message_stop");
    }),
    { numRuns: 500 },
  );
});

test("cut off anywhere, blocks still follow one another", () => {
  fc.assert(
    fc.property(turnItems, fc.array(fc.nat()), fc.nat(60), (items, order, kept) => {
      expectOneAtATime(play(items, order, [], kept));
    }),
    { numRuns: 300 },
  );
});

test("everything the backend said is in the message, once, item by item", () => {
  fc.assert(
    fc.property(turnItems, fc.array(fc.nat()), (items, order) => {
      const fold = createMessagesFold();
      for (const event of play(items, order)) fold.push(event);
      const message = fold.message() as { content: Block[]; usage: object; stop_reason: string };
      const whole = (kind: Item["kind"]) =>
        items.filter((item) => item.kind === kind).map((item) => item.pieces.join(""));
      const of = (type: string) => message.content.filter((block) => block.type === type);
      const sorted = (texts: unknown[]) => texts.map(String).toSorted();

      expect(sorted(of("text").map(({ text }) => text))).toEqual(sorted(whole("text").filter(Boolean)));
      expect(sorted(of("thinking").map(({ thinking }) => thinking))).toEqual(sorted(whole("reasoning")));
      for (const { signature } of of("thinking")) {
        expect(openThinking(String(signature))).toMatchObject({ account: "account", model: "gpt" });
      }
      expect(of("tool_use")).toHaveLength(whole("call").length + whole("custom").length);
      const searches = whole("search").length;
      expect([of("server_tool_use").length, of("web_search_tool_result").length]).toEqual([
        searches,
        searches,
      ]);
      for (const { tool_use_id } of of("web_search_tool_result")) {
        const at = message.content.findIndex(({ id }) => id === tool_use_id);
        expect(message.content[at + 1]?.tool_use_id).toBe(tool_use_id);
      }
      expect(message.stop_reason).toBe(of("tool_use").length > 0 ? "tool_use" : "end_turn");
      expect(message.usage).toMatchObject({ input_tokens: 7, output_tokens: 3 });
    }),
    { numRuns: 300 },
  );
});

test("a stop sequence ends the message wherever the pieces are cut", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 });
  const texts = fc.array(
    fc.record({
      kind: fc.constant("text" as const),
      pieces: fc.array(letters, { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(texts, (items) => {
      const events = play(items, [], ["abc"]);
      const said = events
        .map((event) => (event.type === "content_block_delta" ? event.delta["text"] : ""))
        .join("");
      const cut = items.findIndex(({ pieces }) => pieces.join("").includes("abc"));
      const before = items.slice(0, cut === -1 ? items.length : cut).map(({ pieces }) => pieces.join(""));
      const last = cut === -1 ? "" : (items[cut]?.pieces.join("").split("abc")[0] ?? "");
      expect(said).toBe(before.join("") + last);
      const delta = events.find((event) => event.type === "message_delta")?.delta;
      expect(delta).toEqual(
        cut === -1
          ? { stop_reason: "end_turn", stop_sequence: null }
          : { stop_reason: "stop_sequence", stop_sequence: "abc" },
      );
      expect(expectOneAtATime(events).open).toBe(false);
    }),
    { numRuns: 300 },
  );
});

interface Block {
  type: string;
  id?: string;
  text?: string;
  thinking?: string;
  signature?: string;
  tool_use_id?: string;
}
