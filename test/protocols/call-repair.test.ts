import fc from "fast-check";
import { expect, test } from "vitest";
import { repairCalls } from "../../src-main/protocols/shared/call-repair.ts";

const call = (id: string) => ({ type: "function_call", call_id: id, name: "f", arguments: "{}" });
const output = (id: string, text = id) => ({ type: "function_call_output", call_id: id, output: text });
const say = (text: string) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] });
const think = { type: "reasoning", summary: [], encrypted_content: "x" };

test("a sound history stays as it is", () => {
  const history = [say("a"), think, call("1"), call("2"), output("1"), output("2"), say("b")];
  expect(repairCalls(history)).toEqual(history);
});

test("a call without output is told to have been aborted, right after it", () => {
  expect(repairCalls([call("1"), say("next")])).toEqual([call("1"), output("1", "aborted"), say("next")]);
});

test("an output without call becomes words of the user", () => {
  expect(repairCalls([say("a"), output("9", "lost")])).toEqual([say("a"), say("[tool result] lost")]);
});

test("late, early and doubled outputs end up once, after their call; the last word counts", () => {
  expect(repairCalls([output("1", "old"), call("1"), say("x"), output("1", "new")])).toEqual([
    call("1"),
    output("1", "new"),
    say("x"),
  ]);
});

test("whatever comes in, every call has one output after it and every output a call before it", () => {
  const id = fc.constantFrom("1", "2", "3");
  const item = fc.oneof(
    id.map(call),
    id.map((name) => output(name)),
    fc.constant(say("x")),
    fc.constant(think),
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 12 }), (history) => {
      const open = new Set<string>();
      const closed = new Set<string>();
      for (const made of repairCalls(history) as { type: string; call_id: string }[]) {
        if (made.type === "function_call") {
          expect(open.has(made.call_id)).toBe(false);
          open.add(made.call_id);
        } else if (made.type === "function_call_output") {
          expect(open.has(made.call_id)).toBe(true);
          expect(closed.has(made.call_id)).toBe(false);
          closed.add(made.call_id);
        }
      }
      expect(closed).toEqual(open);
    }),
  );
});
