import { expect, it } from "vitest";
import { minimalInstance } from "../../src-main/simulator/rules/schema-instance.ts";

it.each<[string, Record<string, unknown>, unknown]>([
  ["constants and first choices", { const: 7 }, 7],
  ["enums", { enum: ["b", "a"] }, "b"],
  [
    "required properties only",
    { type: "object", properties: { a: { type: "string" }, b: {} }, required: ["a"] },
    { a: "a" },
  ],
  ["lengths", { type: "string", minLength: 8, maxLength: 8 }, "valuexxx"],
  ["formats", { type: "string", format: "date" }, "2026-01-01"],
  ["bounds", { type: "integer", exclusiveMinimum: 4 }, 5],
  ["upper bounds", { type: "number", maximum: -2 }, -2],
  ["lists", { type: "array", minItems: 2, items: { type: "boolean" } }, [false, false]],
  ["nullable types", { type: ["string", "null"] }, "value"],
  ["alternatives", { anyOf: [{ type: "null" }, { type: "string" }] }, null],
  [
    "references",
    {
      $ref: "#/$defs/point",
      $defs: { point: { type: "object", properties: { x: { type: "integer" } }, required: ["x"] } },
    },
    { x: 0 },
  ],
  [
    "parts",
    {
      allOf: [
        { type: "object", properties: { a: { type: "null" } }, required: ["a"] },
        { type: "object", properties: { b: { type: "null" } }, required: ["b"] },
      ],
    },
    { a: null, b: null },
  ],
])("fits %s", (_name, schema, expected) => {
  expect(minimalInstance(schema)).toEqual(expected);
});

it("ends on a schema that contains itself", () => {
  const schema = { type: "object", properties: { next: { $ref: "#" } }, required: ["next"] };
  expect(JSON.stringify(minimalInstance(schema))).toContain("{}");
});
