/** What endpoints of the chat protocol send, with all their liberties, as one answer of the Responses protocol. */
import { describe, expect, test } from "vitest";
import { createCollector } from "../../../src-main/protocols/wire/collect.ts";
import { terminalOf, type WireEvent } from "../../../src-main/protocols/wire/wire.ts";
import { UpstreamFailure } from "../../../src-main/providers/failure.ts";
import { createJsonEvents } from "../../../src-main/providers/json-events.ts";
import { createChatEvents } from "../../../src-main/providers/openai/chat-events.ts";
import { wireUsage } from "../../../src-main/providers/openai/usage.ts";
import { classifyEventError } from "../../../src-main/providers/openai/failure.ts";

type Delta = Record<string, unknown>;

const chunk = (delta: Delta, finish: string | null = null) =>
  `data: ${JSON.stringify({ model: "m", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const text = (content: string) => chunk({ content });
const call = (piece: Delta) => chunk({ tool_calls: [piece] });
const fn = (name: string, args: string) => ({ function: { name, arguments: args } });
const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 4, prompt_tokens_details: { cached_tokens: 2 } } })}\n\n`;
const done = "data: [DONE]\n\n";
const stop = chunk({}, "stop");

function read(stream: string, size: number, freeForm: string[] = []): WireEvent[] {
  const events = createChatEvents({
    id: "1",
    model: "asked",
    now: 0,
    clientTools: new Map(freeForm.map((name) => [name, { name, kind: "custom" }])),
    classify: (error) => classifyEventError(error, { now: 0, provider: "local" }),
  });
  const decoder = createJsonEvents();
  const bytes = Buffer.from(stream);
  const made: WireEvent[] = [];
  const take = (pieces: ReturnType<typeof decoder.push>) => {
    for (const piece of pieces) made.push(...(piece === "done" ? events.end("done") : events.push(piece)));
  };
  for (let at = 0; at < bytes.length; at += size) take(decoder.push(bytes.subarray(at, at + size)));
  take(decoder.end());
  made.push(...events.end("bytes"));
  return made;
}

/** The answer in short: what was thought and said, which calls were made, how it ended. */
function answerOf(events: readonly WireEvent[]) {
  const collector = createCollector();
  for (const event of events) collector.push(event);
  const response = collector.response();
  const items = response?.output ?? [];
  expect(events.filter(({ type }) => terminalOf(type) !== null)).toHaveLength(1);
  expect(events.map(({ data }) => data.sequence_number)).toEqual(events.map((_, index) => index));
  return {
    thought: items.flatMap((item) => (item.summary ?? []).map((part) => part.text)).join("|"),
    text: items.flatMap((item) => (item.content ?? []).map((part) => part.text ?? part.refusal)).join("|"),
    calls: items.flatMap((item) =>
      item.call_id ? [[item.call_id, item.name, item.arguments ?? item.input]] : [],
    ),
    end: response?.incomplete_details?.reason ?? response?.status,
    usage: response?.usage ? [response.usage.input_tokens, response.usage.output_tokens] : null,
  };
}

interface Case {
  name: string;
  stream: string;
  freeForm?: string[];
  is: Partial<ReturnType<typeof answerOf>>;
}

const cases: Case[] = [
  {
    name: "text and usage",
    stream: text("Hel") + text("lo ☂") + stop + usage + done,
    is: { text: "Hello ☂", end: "completed", usage: [9, 4], thought: "", calls: [] },
  },
  { name: "no usage at all", stream: text("Hi") + stop + done, is: { text: "Hi", usage: null } },
  { name: "no [DONE]", stream: text("Hi") + stop, is: { text: "Hi", end: "completed" } },
  { name: "no empty line at the end", stream: (text("Hi") + stop).trimEnd(), is: { text: "Hi" } },
  { name: "no finish reason", stream: text("Hi") + done, is: { text: "Hi", end: "completed" } },
  {
    name: "a cut at the limit",
    stream: text("Hi") + chunk({}, "length") + done,
    is: { end: "max_output_tokens" },
  },
  {
    name: "a filter",
    stream: text("Hi") + chunk({}, "content_filter") + done,
    is: { end: "content_filter" },
  },
  ...["reasoning_content", "reasoning"].map((field) => ({
    name: `thoughts under ${field}`,
    stream: chunk({ [field]: "hm", content: "" }) + chunk({ [field]: "m" }) + text("Hi") + stop + done,
    is: { thought: "hmm", text: "Hi" },
  })),
  {
    name: "both names of the same thought",
    stream: chunk({ reasoning_content: "hm", reasoning: "hm" }) + text("Hi") + stop,
    is: { thought: "hm", text: "Hi" },
  },
  {
    name: "think tags over several pieces",
    stream: ["\n<th", "ink>\nhm <b", "</thi", "x </th", "ink>\n\nHi <think> you"].map(text).join("") + stop,
    is: { thought: "hm <b</thix", text: "Hi <think> you" },
  },
  {
    name: "a tag that is none",
    stream: text("<thin") + text("g> Hi") + stop,
    is: { text: "<thing> Hi", thought: "" },
  },
  {
    name: "thoughts without an end",
    stream: text("<think>hm</th") + stop,
    is: { thought: "hm</th", text: "" },
  },
  {
    name: "parallel calls by index, their names empty later",
    stream:
      call({ index: 0, id: "a", ...fn("one", "") }) +
      call({ index: 1, id: "b", ...fn("two", '{"y"') }) +
      call({ index: 0, ...fn("", '{"x":1}') }) +
      call({ index: 1, ...fn("", ":2}") }) +
      chunk({}, "tool_calls") +
      done,
    is: {
      calls: [
        ["a", "one", '{"x":1}'],
        ["b", "two", '{"y":2}'],
      ],
    },
  },
  {
    name: "calls that are all number 0, told apart by their ids",
    stream:
      call({ index: 0, id: "a", ...fn("one", "{}") }) +
      call({ index: 0, id: "b", ...fn("two", "{}") }) +
      stop,
    is: {
      calls: [
        ["a", "one", "{}"],
        ["b", "two", "{}"],
      ],
    },
  },
  {
    name: "whole calls without index and id",
    stream: call(fn("one", '{"x":1}')) + call(fn("one", '{"x":2}')) + stop,
    is: {
      calls: [
        ["call_1_0", "one", '{"x":1}'],
        ["call_1_1", "one", '{"x":2}'],
      ],
    },
  },
  {
    name: "arguments as an object, and none at all",
    stream:
      call({ index: 0, id: "a", function: { name: "one", arguments: { x: 1 } } }) +
      call({ index: 1, id: "b", function: { name: "two" } }) +
      stop,
    is: {
      calls: [
        ["a", "one", '{"x":1}'],
        ["b", "two", "{}"],
      ],
    },
  },
  {
    name: "a free-form tool, as the function that it was sent as",
    stream:
      call({ index: 0, id: "a", ...fn("patch", '{"inp') }) +
      call({ index: 0, ...fn("", 'ut":"*** x"}') }) +
      stop,
    freeForm: ["patch"],
    is: { calls: [["a", "patch", "*** x"]] },
  },
  {
    name: "the legacy form of a call",
    stream: chunk({ function_call: { name: "one", arguments: "{}" } }) + chunk({}, "function_call") + done,
    is: { calls: [["call_1_0", "one", "{}"]] },
  },
  {
    name: "text and thoughts in parts",
    stream:
      chunk({
        content: [
          { type: "thinking", thinking: [{ type: "text", text: "hm" }] },
          { type: "text", text: "Hi" },
        ],
      }) + stop,
    is: { thought: "hm", text: "Hi" },
  },
  {
    name: "a whole message in place of a piece",
    stream: `data: ${JSON.stringify({ choices: [{ message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }], usage: { prompt_tokens: 1, completion_tokens: 2 } })}\n\n`,
    is: { text: "Hi", usage: [1, 2] },
  },
  {
    name: "comments and what is no JSON in between",
    stream: `: ping\n\n${text("Hi")}data: {oops\n\n${stop}`,
    is: { text: "Hi" },
  },
  {
    name: "more behind the end",
    stream: text("Hi") + stop + usage + done + text("no") + stop + done,
    is: { text: "Hi" },
  },
  { name: "a refusal", stream: chunk({ refusal: "No." }) + stop, is: { text: "No." } },
];

describe.each(cases)("$name", ({ stream, freeForm, is }) => {
  test.each([1, 7, 100_000])("in pieces of %d bytes", (size) => {
    expect(answerOf(read(stream, size, freeForm))).toMatchObject(is);
  });
});

const kindOf = (stream: string): string | null => {
  try {
    read(stream, 50);
    return null;
  } catch (error) {
    return error instanceof UpstreamFailure ? error.kind : "another error";
  }
};

test.each([
  ["a stream that is cut", text("Hi"), "stream-cut"],
  ["an empty stream", "", "protocol"],
  ["a web page", "<html><body>Log in</body></html>", "protocol"],
  ["an error in a 200", `${text("Hi")}data: {"error":{"code":502,"message":"Provider down"}}\n\n`, "server"],
  ["an error of a type", 'data: {"error":{"type":"overloaded_error","message":"busy"}}\n\n', "overloaded"],
  ["an error as text", 'data: {"error":"maximum context length is 4096 tokens"}\n\n', "context-length"],
  [
    "an error flat",
    'data: {"object":"error","message":"Rate limit","code":"rate_limit_exceeded"}\n\n',
    "rate-limited",
  ],
  ["an end by a fault", text("Hi") + chunk({}, "insufficient_system_resource"), "overloaded"],
])("%s fails", (_name, stream, kind) => {
  expect(kindOf(stream)).toBe(kind);
});

test("an answer is the same however early it is cut: whole, or a failure", () => {
  const stream =
    text("<think>a</think>b") + call({ index: 0, id: "a", ...fn("one", "{}") }) + stop + usage + done;
  const whole = answerOf(read(stream, 9)).calls;
  for (let length = 0; length < stream.length; length += 1) {
    const part = stream.slice(0, length);
    const kind = kindOf(part);
    if (kind === null) expect(answerOf(read(part, 9)).calls).toEqual(whole);
    else expect(["stream-cut", "protocol"]).toContain(kind);
  }
});

test.each([
  [{ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, 5],
  [{ prompt_tokens: 10, completion_tokens: 5, total_tokens: 22 }, 12],
  [{ prompt_tokens: 10, completion_tokens: 12 }, 12],
])("reasoning is inside of the output, wherever it was counted: %j", (told, output) => {
  const usage = wireUsage({ ...told, completion_tokens_details: { reasoning_tokens: 7 } });
  expect(usage).toMatchObject({ output_tokens: output, total_tokens: 10 + output });
});
