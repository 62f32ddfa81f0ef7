/** Old results and thoughts that a client of the Messages API asks to be left out. */
import { expect, test } from "vitest";
import { editContext } from "../../src-main/protocols/messages/context-editing.ts";
import { parseMessagesBody, type MessagesBody } from "../../src-main/protocols/messages/schema.ts";

const turns = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => [
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: `thought ${index} `.repeat(50), signature: "s" },
        { type: "tool_use", id: `t${index}`, name: index === 0 ? "memory" : "look", input: { at: index } },
      ],
    },
    {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: `t${index}`, content: "x".repeat(4000), ...more }],
    },
  ]).flat();

function edited(edits: unknown, messages: object[] = turns(5)) {
  const body = parseMessagesBody({
    messages: [{ role: "user", content: "Look." }, ...messages],
    context_management: { edits },
  });
  return { ...editContext(body), asked: body };
}

type Loose = { type: string; content?: unknown; input?: unknown };
const blocks = ({ messages }: MessagesBody) =>
  messages.flatMap(({ content }) => (Array.isArray(content) ? (content as Loose[]) : []));
const results = (body: MessagesBody) =>
  blocks(body).flatMap(({ type, content }) => (type === "tool_result" ? [String(content)] : []));
const cleared = (body: MessagesBody) => results(body).map((text) => text.startsWith("[Old tool result"));

const tools = "clear_tool_uses_20250919";
const thoughts = "clear_thinking_20251015";
const always = { type: tools, trigger: { type: "tool_uses", value: 1 } };

test.each<[string, object, boolean[]]>([
  ["all but the last three", always, [true, true, false, false, false]],
  [
    "as many as are kept",
    { ...always, keep: { type: "tool_uses", value: 1 } },
    [true, true, true, true, false],
  ],
  [
    "none but an excluded tool's",
    { ...always, exclude_tools: ["memory"] },
    [false, true, false, false, false],
  ],
  [
    "nothing below the trigger",
    { ...always, trigger: { type: "tool_uses", value: 5 } },
    Array(5).fill(false),
  ],
  ["nothing of a short prompt, where none is told", { type: tools }, Array(5).fill(false)],
  [
    "by its length",
    { type: tools, trigger: { type: "input_tokens", value: 3000 } },
    [true, true, false, false, false],
  ],
  [
    "nothing that is not worth it",
    { ...always, clear_at_least: { type: "input_tokens", value: 5000 } },
    Array(5).fill(false),
  ],
])("results: %s", (_name, edit, expected) => {
  const { body, applied, asked } = edited([edit]);
  expect(cleared(body)).toEqual(expected);
  const count = expected.filter(Boolean).length;
  if (count === 0) expect([applied, body]).toEqual([[], asked]);
  else {
    expect(applied).toMatchObject([{ type: tools, cleared_tool_uses: count }]);
    expect(applied?.[0]?.cleared_input_tokens).toBeGreaterThan(900 * count);
  }
  // The calls stay, and so does every pair.
  expect(
    blocks(body)
      .filter(({ type }) => type === "tool_use")
      .map(({ input }) => input),
  ).toEqual([0, 1, 2, 3, 4].map((at) => ({ at })));
});

test("inputs go too where it is asked for; what is cleared already is not counted again", () => {
  const first = edited([{ ...always, clear_tool_inputs: true }]);
  const inputs = blocks(first.body)
    .filter(({ type }) => type === "tool_use")
    .map(({ input }) => input);
  expect(inputs).toEqual([{}, {}, { at: 2 }, { at: 3 }, { at: 4 }]);
  const again = edited([always], first.body.messages.slice(1));
  expect(again.applied).toEqual([]);
});

test.each<[unknown, number]>([
  [undefined, 1],
  [{ type: "thinking_turns", value: 2 }, 2],
  [{ type: "thinking_turns", value: 0 }, 0],
  ["all", 5],
])("thoughts: keep %j", (keep, left) => {
  const { body, applied } = edited([{ type: thoughts, keep }]);
  expect(blocks(body).filter(({ type }) => type === "thinking")).toHaveLength(left);
  expect(applied).toMatchObject(left === 5 ? [] : [{ type: thoughts, cleared_thinking_turns: 5 - left }]);
});

test("both, one after the other; an unknown edit is named; who asks for none is told of none", () => {
  const { applied, dropped } = edited([{ type: thoughts }, always, { type: "compact_20260112" }]);
  expect(applied?.map(({ type }) => type)).toEqual([thoughts, tools]);
  expect(dropped).toEqual(["context_management.edits[2]"]);
  expect(editContext(parseMessagesBody({ messages: [{ role: "user", content: "x" }] })).applied).toBeNull();
});

test.each([[[null]], [["x"]], [{}], ["x"]])("nonsense is no failure: %j", (edits) => {
  const { body, asked } = edited(edits);
  expect(body).toEqual(asked);
});
