import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clampEffort } from "../../src-main/protocols/shared/effort.ts";
import { chooseModel } from "../../src-main/protocols/shared/model-name.ts";
import { createStopCutter } from "../../src-main/protocols/shared/stop-cutter.ts";
import { createToolNames } from "../../src-main/protocols/shared/tool-names.ts";
import { qualifiesForStrict, toolParameters } from "../../src-main/protocols/shared/tool-schema.ts";

test("any set of tool names maps to valid, different names and back", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 90 }), { maxLength: 8 }), (raw) => {
      const names = createToolNames();
      const wire = raw.map((name) => names.toWire(name));
      expect(new Set(wire).size).toBe(raw.length);
      for (const [index, name] of wire.entries()) {
        expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
        expect(names.toClient(name)).toBe(raw[index]);
      }
    }),
  );
});

test("a long name keeps its last part, which tells the tools of a server apart", () => {
  const names = createToolNames();
  expect(names.toWire(`mcp__${"server-".repeat(12)}__take_screenshot`)).toBe("mcp__take_screenshot");
});

test("parameters always are an object with properties", () => {
  expect(toolParameters(undefined)).toEqual({ type: "object", properties: {} });
  expect(toolParameters({ $schema: "x", properties: { a: {} } })).toEqual({
    type: "object",
    properties: { a: {} },
  });
  expect(
    toolParameters({
      anyOf: [
        { properties: { a: { type: "string" } }, required: ["a", "b"] },
        { properties: { b: { type: "number" } }, required: ["b"] },
      ],
    }),
  ).toEqual({
    type: "object",
    properties: { a: { type: "string" }, b: { type: "number" } },
    required: ["b"],
  });
});

test("strict is only promised for schemas that hold it", () => {
  const closed = {
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
    additionalProperties: false,
  };
  expect(qualifiesForStrict(closed)).toBe(true);
  expect(qualifiesForStrict({ ...closed, required: [] })).toBe(false);
  expect(qualifiesForStrict({ ...closed, additionalProperties: true })).toBe(false);
  expect(qualifiesForStrict({ ...closed, properties: { a: { type: "object" } } })).toBe(false);
  expect(qualifiesForStrict({ type: "array", items: { ...closed, required: [] } })).toBe(false);
});

describe("reasoning effort (translation 5.8)", () => {
  const older = ["low", "medium", "high", "xhigh"];
  const newer = [...older, "max", "ultra"];
  test.each([
    ["none", older, "low"],
    ["minimal", newer, "low"],
    ["medium", older, "medium"],
    ["max", older, "xhigh"],
    ["max", newer, "max"],
    ["ultra", newer, "xhigh"],
    ["HIGH", older, "high"],
    ["nonsense", older, null],
    [null, older, null],
    ["max", [], "xhigh"],
  ])("%s of %j is %s", (wanted, offered, expected) => {
    expect(clampEffort(wanted, offered)).toBe(expected);
  });
});

describe("model names", () => {
  const known = new Set(["gpt-5.5", "gpt-5.6-sol"]);
  test.each([
    ["gpt-5.5", "gpt-5.5", null],
    ["openai/gpt-5.5", "gpt-5.5", null],
    ["gpt-5.5-high", "gpt-5.5", "high"],
    ["gpt-5.5(xhigh)", "gpt-5.5", "xhigh"],
    ["gpt-5.5:low", "gpt-5.5", "low"],
    ["gpt-5.6-sol", "gpt-5.6-sol", null],
    ["claude-opus-5-5", "fall-back", null],
    ["gpt-7-nova", "gpt-7-nova", null],
    ["claude-gpt-5.6-sol", "gpt-5.6-sol", null],
    ["claude-gpt-5.5-high", "gpt-5.5", "high"],
    ["my-model", "gpt-5.6-sol", null],
    ["openai/my-model", "gpt-5.6-sol", null],
    ["claude-sonnet-9", "gpt-5.5", "xhigh"],
    ["constructor", "fall-back", null],
    ["", "the-default", null],
    [undefined, "the-default", null],
  ])("%s is %s with effort %s", (asked, id, effort) => {
    const map = { "my-model": "gpt-5.6-sol", "claude-sonnet-9": "gpt-5.5-xhigh" };
    const defaults = { default: "the-default", fallback: "fall-back", map };
    const choice = chooseModel(asked, defaults, (name) => known.has(name) || name === "the-default");
    expect(choice).toMatchObject({ id, effort, asked: asked || "the-default" });
  });
});

test("stop strings cut at the first one, whatever pieces the text comes in", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "b", "c") }),
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 }), {
        maxLength: 3,
      }),
      fc.array(fc.nat(30)),
      (text, stops, cuts) => {
        const cutter = createStopCutter(stops);
        const marks = [
          0,
          ...cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b),
          text.length,
        ];
        let shown = "";
        for (let index = 1; index < marks.length; index += 1)
          shown += cutter.push(text.slice(marks[index - 1], marks[index]));
        shown += cutter.rest();
        const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at !== -1);
        // The stop that is complete first ends the text; one that begins earlier may still be incomplete then.
        if (ends.length === 0) expect(shown).toBe(text);
        else {
          expect(text.startsWith(shown)).toBe(true);
          expect(stops.some((stop) => text.startsWith(stop, shown.length))).toBe(true);
          expect(stops.every((stop) => !shown.includes(stop))).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});
