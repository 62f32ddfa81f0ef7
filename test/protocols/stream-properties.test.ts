/**
 * What holds for every stream: cut anywhere into pieces the client sees the same bytes; cut off anywhere it gets
 * exactly one ending; streamed and not, it is the same answer.
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chatCompletion } from "../../src-main/protocols/chat/answer.ts";
import { failChat, initialChat, stepChat, type ChatTurn } from "../../src-main/protocols/chat/stream.ts";
import { createCollector } from "../../src-main/protocols/wire/collect.ts";
import {
  failMessages,
  initialMessages,
  stepMessages,
  writeMessagesEvent,
  type MessagesTurn,
} from "../../src-main/protocols/messages/stream.ts";
import { failResponses, initialResponses, stepResponses } from "../../src-main/protocols/responses/stream.ts";
import { terminalOf, type WireEvent } from "../../src-main/protocols/wire/wire.ts";
import { createToolNames } from "../../src-main/protocols/shared/tool-names.ts";
import { decode, turnItems, wireText } from "../support/wire-turns.ts";

const chatTurn: ChatTurn = {
  id: "1",
  created: 1,
  model: "m",
  names: createToolNames(),
  stop: [],
  imagesInText: false,
  includeUsage: true,
  choice: 0,
  choices: 1,
};

const messagesTurn: MessagesTurn = {
  id: "1",
  model: "m",
  servedBy: "gpt",
  names: createToolNames(),
  thinking: "shown",
  stop: [],
  inputTokens: 1,
  edits: null,
};

const translators = {
  chat: {
    start: () => initialChat(chatTurn),
    step: stepChat as (state: never, event: WireEvent) => string,
    fail: (state: never) => failChat(state, { error: { message: "cut" } }),
    ending: /data: \[DONE\]|data: \{"error"/g,
  },
  responses: {
    start: () => initialResponses({ model: "m", names: createToolNames(), kept: false }),
    step: stepResponses as (state: never, event: WireEvent) => string,
    fail: (state: never) => failResponses(state, { code: "stream_cut", message: "cut" }),
    ending: /^event: response\.(?:completed|failed|incomplete)$/gm,
  },
  messages: {
    start: () => initialMessages(messagesTurn),
    step: (state: never, event: WireEvent) =>
      stepMessages(state, event, "account").map(writeMessagesEvent).join(""),
    fail: (state: never) =>
      failMessages(state, { type: "error", error: "cut" }).map(writeMessagesEvent).join(""),
    ending: /^event: (?:message_stop|error)$/gm,
  },
};

describe.each(Object.entries(translators))("%s", (_name, { start, step, fail, ending }) => {
  const run = (events: WireEvent[]) => {
    const state = start() as never;
    return events.map((event) => step(state, event)).join("");
  };

  test("any split of the bytes gives identical frames", () => {
    fc.assert(
      fc.property(
        turnItems,
        fc.array(fc.nat()),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.nat(100_000), { maxLength: 20 }),
        (items, order, lineEnd, cuts) => {
          const bytes = Buffer.from(wireText(items, order, lineEnd));
          expect(run(decode(bytes, cuts))).toBe(run(decode(bytes, [])));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("every single byte by itself gives identical frames", () => {
    const bytes = Buffer.from(wireText([{ kind: "text", pieces: ["ü漢👩‍👩‍👧", "b"] }], [], "\r\n"));
    const all = Array.from({ length: bytes.length }, (_, index) => index);
    expect(run(decode(bytes, all))).toBe(run(decode(bytes, [])));
  });

  test("cut off anywhere there is exactly one ending, and nothing after it", () => {
    fc.assert(
      fc.property(turnItems, fc.array(fc.nat()), fc.nat(), (items, order, cut) => {
        const events = decode(Buffer.from(wireText(items, order, "\n")), []);
        const kept = events.slice(0, cut % (events.length + 1));
        const state = start() as never;
        let text = kept.map((event) => step(state, event)).join("");
        text += fail(state);
        // Nothing more comes, whatever is asked.
        for (const event of events) text += step(state, event);
        text += fail(state);
        expect(text.match(ending)).toHaveLength(1);
        const whole = kept.some((event) => terminalOf(event.type) !== null);
        expect(text.includes("cut")).toBe(!whole);
      }),
      { numRuns: 300 },
    );
  });
});

test("a chat stream adds up to the same answer as the one that is not streamed", () => {
  fc.assert(
    fc.property(turnItems, fc.array(fc.nat()), (items, order) => {
      const events = decode(Buffer.from(wireText(items, order, "\n")), []);
      const collector = createCollector();
      for (const event of events) collector.push(event);
      const whole = chatCompletion(chatTurn, collector.terminalType() ?? "", collector.response() ?? {}) as {
        choices: { message: { content: string | null; tool_calls?: unknown[] }; finish_reason: string }[];
        usage: unknown;
      };
      const state = initialChat(chatTurn);
      const chunks = events
        .map((event) => stepChat(state, event))
        .join("")
        .split("\n\n")
        .filter((frame) => frame.startsWith("data: {"))
        .map((frame) => JSON.parse(frame.slice(6)) as ChatChunk);
      const calls: { id: string; type: string; body: string }[] = [];
      let text = "";
      for (const { choices } of chunks) {
        text += choices[0]?.delta.content ?? "";
        for (const call of choices[0]?.delta.tool_calls ?? []) {
          if (call.id) calls[call.index] = { id: call.id, type: call.type ?? "", body: "" };
          const made = calls[call.index];
          if (made) made.body += call.function?.arguments ?? call.custom?.input ?? "";
        }
      }
      const message = whole.choices[0]?.message;
      // Interleaved texts arrive in another order than they end up in.
      expect([...text].toSorted().join("")).toBe([...(message?.content ?? "")].toSorted().join(""));
      expect(calls.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
        (message?.tool_calls ?? [])
          .map((call) => call as Called)
          .map(({ id, type, function: made, custom }) => ({
            id,
            type,
            body: made?.arguments ?? custom?.input ?? "",
          }))
          .toSorted((a, b) => a.id.localeCompare(b.id)),
      );
      const reasons = chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? []);
      expect(reasons).toEqual([whole.choices[0]?.finish_reason]);
      expect(chunks.at(-1)?.usage).toEqual(whole.usage);
    }),
    { numRuns: 300 },
  );
});

interface ChatChunk {
  choices: {
    delta: {
      content?: string;
      tool_calls?: {
        index: number;
        id?: string;
        type?: string;
        function?: { arguments: string };
        custom?: { input: string };
      }[];
    };
    finish_reason: string | null;
  }[];
  usage?: unknown;
}

interface Called {
  id: string;
  type: string;
  function?: { arguments: string };
  custom?: { input: string };
}
