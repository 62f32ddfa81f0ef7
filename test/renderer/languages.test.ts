import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../../src-renderer/i18n/en.ts";
import { chooseLanguage } from "../../src-renderer/i18n/languages.ts";
import { problemsZh } from "../../src-renderer/i18n/problems-zh.ts";
import { zh } from "../../src-renderer/i18n/zh.ts";

const folder = join(import.meta.dirname, "../../src-renderer");

/** Dotted key to text. */
function flatten(tree: object, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "string"
        ? [[prefix + key, value] as const]
        : [...flatten(value as object, `${prefix}${key}.`)],
    ),
  );
}

const english = flatten(en);
const chinese = flatten(zh);
const placeholders = (text: string) => new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));

const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("i18n"))
  .map((path) => readFileSync(join(folder, path), "utf8"))
  .join("\n");

/** Keys built at run time, as the part before the first placeholder: t(`nav.${name}`). */
const builtPrefixes = [...sources.matchAll(/t\(`([\w.]+)\$\{/g)].map(([, prefix]) => prefix ?? "");

describe("the dictionaries", () => {
  it("have the same keys; Chinese has no singular", () => {
    const expected = [...english.keys()].filter((key) => !key.endsWith("_one"));
    expect(expected.length).toBeGreaterThan(200);
    expect([...chinese.keys()].sort()).toEqual(expected.sort());
  });

  it("have the same placeholders in every text", () => {
    for (const [key, text] of chinese) {
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ""));
    }
  });

  it("have no empty text, and Chinese uses its own punctuation", () => {
    for (const [key, text] of [...english, ...chinese]) expect(text, key).not.toBe("");
    for (const [key, text] of chinese) expect(text, key).not.toMatch(/[\u4e00-\u9fff][,:;?]/);
    for (const { message, advice } of Object.values(problemsZh)) {
      expect(message + advice).not.toMatch(/[\u4e00-\u9fff][,:;?]/);
    }
  });

  it("hold no text that is used nowhere", () => {
    const unused = [...new Set([...english.keys()].map((key) => key.replace(/_(?:one|other)$/, "")))].filter(
      (key) => !sources.includes(`"${key}"`) && !builtPrefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it("leave no words in the pages themselves", () => {
    // Text between tags that is longer than a sign: it would be shown untranslated.
    const texts = [
      ...sources.matchAll(/<(?:p|span|h[1-3]|strong|label|Button|dt)\b[^<>]*>\s*([A-Z][a-z][^<>{}]*)</g),
    ];
    expect(texts.map(([, text]) => text?.trim()).filter((text) => text !== "Switchyard")).toEqual([]);
  });
});

it.each([
  ["system", ["de-DE", "zh-CN", "en"], "zh"],
  ["system", ["en-GB", "zh"], "en"],
  ["system", ["ZH-tw"], "zh"],
  ["system", ["fr"], "en"],
  ["system", [], "en"],
  ["en", ["zh"], "en"],
  ["zh", ["en"], "zh"],
] as const)("chooses for the wish %s and the system's %j: %s", (wish, system, expected) => {
  expect(chooseLanguage(wish, system)).toBe(expected);
});
