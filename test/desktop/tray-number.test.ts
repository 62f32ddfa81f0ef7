import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { drawTrayNumber } from "../../src-main/desktop/tray/tray-number.ts";

const color = [244, 244, 245] as const;
const sizes = [16, 20, 24, 32, 36, 48, 64];

/** Rows of the drawing; "#" is full, "." the bar's empty part. */
function rows(percent: number, size: number, codexOn = false): string[] {
  const pixels = drawTrayNumber(percent, { size, color, codexOn });
  expect(pixels).toHaveLength(size * size * 4);
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => {
      const alpha = pixels[(y * size + x) * 4 + 3];
      return alpha === 255 ? "#" : alpha === 0 ? " " : ".";
    }).join(""),
  );
}

test.each(sizes)("at %i px every number from 0 to 100 looks different, with and without Codex", (size) => {
  const seen = new Set<string>();
  for (let percent = 0; percent <= 100; percent += 1) {
    for (const codexOn of [false, true]) {
      const pixels = drawTrayNumber(percent, { size, color, codexOn });
      seen.add(createHash("sha256").update(pixels).digest("hex"));
    }
  }
  expect(seen.size).toBe(202);
});

test.each(sizes)("at %i px the digits fit, have edges on whole pixels and hollows one can see", (size) => {
  const drawn = rows(88, size);
  const stroke = Math.max(2, Math.round(size / 8));
  const digits = drawn.slice(0, size - stroke);
  // Only the bar below has a part that is not full.
  expect(digits.join("")).not.toContain(".");
  // Each hollow of an 8 is at least two pixels wide and high.
  const hollowRow = digits.find((row) => / {2}/.test(row.trim().slice(stroke)));
  expect(hollowRow).toBeDefined();
  expect(digits.filter((row) => row === hollowRow).length).toBeGreaterThanOrEqual(4);
});

test("the bar below is as long as what is left", () => {
  expect(rows(0, 16).at(-1)).toBe(".".repeat(16));
  expect(rows(50, 16).at(-1)).toBe("#".repeat(8) + ".".repeat(8));
  expect(rows(100, 16).at(-1)).toBe("#".repeat(16));
});

test("58 at 16 px can be read", () => {
  expect(rows(58, 16)).toEqual([
    "####### ####### ",
    "####### ####### ",
    "##      ##   ## ",
    "##      ##   ## ",
    "##      ##   ## ",
    "####### ####### ",
    "####### ####### ",
    "     ## ##   ## ",
    "     ## ##   ## ",
    "     ## ##   ## ",
    "     ## ##   ## ",
    "####### ####### ",
    "####### ####### ",
    "                ",
    "#########.......",
    "#########.......",
  ]);
});

test("Codex's line runs above the number", () => {
  const [line, below] = rows(71, 24, true);
  expect(line).toBe("#".repeat(24));
  expect(below?.trim() === "" || /^#+$/.test(below ?? "")).toBe(true);
  expect(rows(71, 24)[0]).not.toBe(line);
});

test("colours are premultiplied, blue first", () => {
  const pixels = drawTrayNumber(0, { size: 16, color: [200, 100, 40], codexOn: false });
  expect([...pixels.subarray(-4)]).toEqual([14, 35, 70, 89]);
});
