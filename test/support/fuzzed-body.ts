/** Bodies near what a schema describes: mostly right, with junk in every place where a client could put some. */
import * as fc from "fast-check";
import type { z } from "zod";
import type { FieldDriver } from "./field-drivers.ts";

/** Words that mean something somewhere, and names that objects have by themselves. */
const words =
  `function custom web_search web_search_preview image_generation allowed_tools text input_text image_url
  image file document refusal search_result tool_use tool_result tool_reference thinking redacted_thinking
  server_tool_use web_search_tool_result tool_addition tool_removal base64 url content message reasoning function_call
  function_call_output custom_tool_call compaction custom_tool_call_output item_reference json_object json_schema auto
  required none enabled adaptive disabled high max priority call_1 toolu_1 look ToolSearch 1024x1024 low
  data:image/png;base64,AAAA https://example.com/a.png swy1~a~b~c swy1~a~%~c toString constructor __proto__
  hasOwnProperty valueOf`
    .split(/\s+/)
    .concat("\ud800", "漢字\n", "", "a".repeat(200));

const word = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 }));

/** Any JSON, its keys among those that mean something. */
const keys = fc.constantFrom(
  "type",
  "name",
  "id",
  "text",
  "tool",
  "schema",
  "properties",
  "required",
  "anyOf",
  "definition",
  "input",
  "content",
  "action",
  "function",
);
const junk: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    word,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(keys, word), tie("value"), { maxKeys: 4 }),
    fc.dictionary(keys, tie("value"), { minKeys: 1, maxKeys: 4 }),
    // Like a tool, a call or a block, with anything for a name.
    fc.record(
      { type: word, name: tie("value"), function: fc.record({ name: tie("value") }), content: tie("value") },
      { requiredKeys: [] },
    ),
  ),
})).value;

/** In one place of so many something else than the schema says. */
const places = 30;

/** A body that would do, here and there with fields that go together, a few of them as clients might fill them. */
export function fuzzedBody({ schema, base, samples }: FieldDriver): fc.Arbitrary<Record<string, unknown>> {
  const { def } = (schema as unknown as z.core.$ZodTypes)._zod;
  if (def.type !== "object") throw new Error("A body is an object.");
  const fields = Object.entries(def.shape).map(([key, inner]) =>
    near(inner).map((value) => [key, value] as const),
  );
  const some = fc.subarray(fields, { minLength: 1, maxLength: 4 }).chain((chosen) => fc.tuple(...chosen));
  const extra = fc.option(fc.dictionary(word, junk, { maxKeys: 2 }), { nil: {}, freq: 2 });
  const good = Object.entries(samples).map(([field, { value, with: around }]) => ({
    ...around,
    [field]: value,
  }));
  const whole = fc.oneof(fc.constant({}), ...good.map((body) => fc.constant(body)));
  return fc
    .tuple(extra, whole, some)
    .map(([more, usual, chosen]) => ({ ...more, ...base, ...usual, ...Object.fromEntries(chosen) }));
}

function near(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: right(schema), weight: places - 1 }, { arbitrary: junk, weight: 1 });
}

function right(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object": {
      const shape = Object.entries(def.shape);
      // A kind is often one that the object has a field for.
      const kinds = shape.map(([key]) => key);
      const field = (key: string, inner: z.core.$ZodType) =>
        key === "type" ? fc.oneof(near(inner), fc.constantFrom(...kinds)) : near(inner);
      const known = fc.record(Object.fromEntries(shape.map(([key, inner]) => [key, field(key, inner)])), {
        requiredKeys: shape.filter(([, inner]) => inner._zod.optin !== "optional").map(([key]) => key),
      });
      const extra = fc.option(fc.dictionary(keys, junk, { maxKeys: 2 }), { nil: {}, freq: 2 });
      return fc.tuple(known, extra).map(([a, b]) => ({ ...b, ...a }));
    }
    case "array":
      return fc.array(near(def.element), { minLength: 1, maxLength: 4 });
    case "union":
      return fc.oneof(...def.options.map(right));
    case "optional":
    case "nullable":
    case "default":
      return right(def.innerType);
    case "enum":
      return fc.constantFrom(...Object.values(def.entries));
    case "literal":
      return fc.constantFrom(...def.values);
    case "boolean":
      return fc.boolean();
    case "number":
      return fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true }));
    case "string":
      return word;
    case "record":
      return fc.dictionary(keys, junk, { maxKeys: 4 });
    default:
      return junk;
  }
}
