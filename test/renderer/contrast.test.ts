import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../../src-renderer/theme/tokens.css"), "utf8");

function tokens(scheme: "light" | "dark"): Record<string, string> {
  const block = css.split(`[data-mantine-color-scheme="${scheme}"] {`)[1]?.split("}")[0] ?? "";
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * channels[0]! + 0.7152 * channels[1]! + 0.0722 * channels[2]!;
}

/** WCAG 2 contrast ratio, 1 to 21. */
function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((left, right) => left - right) as [
    number,
    number,
  ];
  return (high + 0.05) / (low + 0.05);
}

it("computes the ratio as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

const text = ["text", "secondary", "faint", "accent-text", "good-text", "attention-text", "bad-text"];
const grounds = ["canvas", "sidebar", "raised", "hover"];
const marks = ["accent", "good", "attention", "bad", "faint"];

describe.each(["light", "dark"] as const)("in %s", (scheme) => {
  const colours = tokens(scheme);
  const of = (name: string) => {
    const colour = colours[name];
    if (colour === undefined) throw new Error(`No token ${name}`);
    return colour;
  };

  it.each(text.flatMap((front) => grounds.map((back) => [front, back] as const)))(
    "%s is legible on %s",
    (front, back) => {
      expect(contrast(of(front), of(back))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each([
    ["on-accent", "accent"],
    ["on-accent", "accent-hover"],
    ["canvas", "bad"],
    ["canvas", "bad-hover"],
    ["text", "selected"],
    ["secondary", "selected"],
    ["secondary", "track"],
  ])("%s is legible on %s", (front, back) => {
    expect(contrast(of(front), of(back))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(marks.flatMap((front) => ["canvas", "raised", "track"].map((back) => [front, back] as const)))(
    "%s is visible as a bar or mark on %s",
    (front, back) => {
      expect(contrast(of(front), of(back))).toBeGreaterThanOrEqual(3);
    },
  );
});
