/**
 * A number as a tray icon: two digits of seven segments over a bar of the same part. Every edge lies on a whole pixel
 * at every size, which is what keeps it legible at 16 px; a drawing that is scaled would not be.
 */

/** Which of the seven segments a digit has: top, upper right, lower right, bottom, lower left, upper left, middle. */
const segments: Record<string, string> = {
  0: "abcdef",
  1: "bc",
  2: "abged",
  3: "abgcd",
  4: "fgbc",
  5: "afgcd",
  6: "afgedc",
  7: "abc",
  8: "abcdefg",
  9: "abcdfg",
};

export interface NumberLook {
  /** Pixels. */
  size: number;
  /** Red, green, blue. */
  color: readonly [number, number, number];
  /** Codex's line runs above the number, as it runs through the icon without one. */
  codexOn: boolean;
}

/** Strength of the bar's empty part. */
const track = 0.35;

/** `percent` 0 to 100. Four bytes a pixel, blue first, as Electron's bitmaps are, premultiplied. */
export function drawTrayNumber(percent: number, { size, color, codexOn }: NumberLook): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  const stroke = Math.max(2, Math.round(size / 8));
  const gap = Math.max(1, Math.round(size / 16));
  const fill = (x: number, y: number, width: number, height: number, strength = 1): void => {
    for (let row = y; row < y + height; row += 1) {
      for (let column = x; column < x + width; column += 1) {
        const at = (row * size + column) * 4;
        const [red, green, blue] = color;
        pixels.set(
          [blue, green, red, 255].map((value) => Math.round(value * strength)),
          at,
        );
      }
    }
  };

  const bar = stroke;
  fill(0, size - bar, size, bar, track);
  fill(0, size - bar, Math.round((size * percent) / 100), bar);
  if (codexOn) fill(0, 0, size, gap);

  const top = codexOn ? gap * 2 : 0;
  const height = size - bar - gap - top;
  const digits = String(Math.round(percent));
  const ones = digits.split("1").length - 1;
  const room = size - gap * (digits.length - 1) - ones * stroke;
  const wide = Math.min(Math.floor(room / Math.max(1, digits.length - ones)), Math.round((size * 7) / 16));
  const used = gap * (digits.length - 1) + ones * stroke + wide * (digits.length - ones);
  let x = Math.floor((size - used) / 2);
  for (const digit of digits) {
    const width = digit === "1" ? stroke : wide;
    drawDigit(digit, x, width);
    x += width + gap;
  }
  return pixels;

  function drawDigit(digit: string, x: number, width: number): void {
    const middle = top + Math.floor((height - stroke) / 2);
    const right = x + width - stroke;
    const upper = middle - top + stroke;
    const lower = top + height - middle;
    for (const segment of segments[digit] ?? "") {
      if (segment === "a") fill(x, top, width, stroke);
      if (segment === "g") fill(x, middle, width, stroke);
      if (segment === "d") fill(x, top + height - stroke, width, stroke);
      if (segment === "f") fill(x, top, stroke, upper);
      if (segment === "b") fill(right, top, stroke, upper);
      if (segment === "e") fill(x, middle, stroke, lower);
      if (segment === "c") fill(right, middle, stroke, lower);
    }
  }
}
