/** Read and written slice by slice it is the same JSON, and others get their turn in between. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { joinSlices, jsonSlices, parseSlices } from "../../src-main/platform/json-slices.ts";

const mebibyte = 1024 * 1024;

function counting(): { pause: () => Promise<void>; pauses: () => number } {
  let count = 0;
  return { pauses: () => count, pause: async () => void (count += 1) };
}

const outcome = (read: () => unknown) => {
  try {
    return { value: read() };
  } catch (error) {
    return { refused: error instanceof SyntaxError };
  }
};
const sliced = (text: string) =>
  parseSlices(Buffer.from(text)).then(
    (value) => ({ value }),
    (error: unknown) => ({ refused: error instanceof SyntaxError }),
  );

test("any JSON is read as JSON.parse reads it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 2, "\t"), async (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent);
      expect(await sliced(text)).toEqual({ value: JSON.parse(text) as unknown });
    }),
  );
});

test("what JSON.parse refuses is refused, and nothing else", async () => {
  const pieces = fc.constantFrom(
    ...'[]{}",:0123-+.eE \n\t\\u/abtrfnulse',
    "true",
    "null",
    '"a"',
    "\u0001",
    "ü",
    "\ud800",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (parts) => {
      const text = Buffer.from(parts.join("")).toString("utf8");
      expect(await sliced(text)).toEqual(outcome(() => JSON.parse(text)));
    }),
    { numRuns: 3000 },
  );
});

test("texts longer than a slice, whatever stands where they are cut", async () => {
  for (const piece of ["a", "ü", "€", "😀", "\\", '"', "\n", "\u0001", "\ud83d", 'a\\\\"', "😀\n"]) {
    for (const shift of [0, 1]) {
      const value = { text: "x".repeat(shift) + piece.repeat((1.2 * mebibyte) / piece.length) };
      const text = JSON.stringify(value);
      // Not with toEqual: a difference of megabytes is nothing to print.
      expect(JSON.stringify(await parseSlices(Buffer.from(text))) === text, piece).toBe(true);
      expect(
        Buffer.concat(await jsonSlices(value)).equals(Buffer.from(text)) || piece.includes("😀"),
        piece,
      ).toBe(true);
      const back = JSON.parse(Buffer.concat(await jsonSlices(value)).toString()) as typeof value;
      expect(back.text === value.text, piece).toBe(true);
    }
  }
});

test("keys that mean something elsewhere mean nothing here; 60,000 levels are no more than many", async () => {
  const text = '{"__proto__":{"a":1},"constructor":2,"a":1,"a":3}';
  const value = (await parseSlices(Buffer.from(text))) as object;
  expect(Object.keys(value)).toEqual(Object.keys(JSON.parse(text) as object));
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  const deep = "[".repeat(60_000) + "]".repeat(60_000);
  expect(Array.isArray(await parseSlices(Buffer.from(deep)))).toBe(true);
});

test("others get their turn after every megabyte of text and every ten thousand values, at the latest", async () => {
  const pictures = { input: Array.from({ length: 3 }, () => ({ image_url: "A".repeat(10 * mebibyte) })) };
  const numbers = Array.from({ length: 200_000 }, (_, index) => index);
  for (const [value, most] of [
    [pictures, 30],
    [numbers, 20],
  ] as const) {
    const text = Buffer.from(JSON.stringify(value));
    const { pause, pauses } = counting();
    await parseSlices(text, pause);
    expect(pauses()).toBeGreaterThanOrEqual(most - 1);
  }
  const { pause, pauses } = counting();
  await jsonSlices(pictures, pause);
  expect(pauses()).toBeGreaterThanOrEqual(30);
});

test("several at once are read one after the other, so that their slices do not add up", async () => {
  const order: string[] = [];
  const text = Buffer.from(JSON.stringify("A".repeat(3 * mebibyte)));
  const read = (name: string) => parseSlices(text, async () => void order.push(name));
  await Promise.all([read("one"), read("two")]);
  expect(order).toEqual(order.toSorted());
  expect(new Set(order).size).toBe(2);
});

test("chunks are joined as Buffer.concat joins them", async () => {
  const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(65_536 + index, index));
  const { pause, pauses } = counting();
  expect((await joinSlices(chunks, pause)).equals(Buffer.concat(chunks))).toBe(true);
  expect(pauses()).toBeGreaterThan(1);
  expect(await joinSlices([])).toEqual(Buffer.alloc(0));
});
