/**
 * Whole turns, byte for byte: test/fixtures/turns/<case>/ has a client's request and the backend's events by hand, and
 * what must come of them. UPDATE_TURNS=1 writes anew what comes of them now: read the difference before it is kept.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { runFixture, type FixtureRequest } from "../support/fixture-turn.ts";

const folder = path.join(import.meta.dirname, "../fixtures/turns");
const cases = readdirSync(folder);
const update = process.env["UPDATE_TURNS"] !== undefined;

test.each(cases)("%s", (name) => {
  const at = (file: string) => path.join(folder, name, file);
  const request = JSON.parse(readFileSync(at("request.json"), "utf8")) as FixtureRequest;
  const { sent, stream, whole } = runFixture(request, readFileSync(at("upstream.sse")));
  const made = {
    "expected.request.json": json(sent),
    "expected.stream": stream,
    "expected.json": json(whole),
  };
  for (const [file, text] of Object.entries(made)) {
    if (update) writeFileSync(at(file), text);
    expect(existsSync(at(file)) ? readFileSync(at(file), "utf8") : "").toBe(text);
  }
});

test("there are cases of every protocol", () => {
  for (const protocol of ["chat-", "messages-", "responses-", "completions-", "ollama-", "gemini-"]) {
    expect(cases.filter((name) => name.startsWith(protocol)).length).toBeGreaterThanOrEqual(10);
  }
});

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
