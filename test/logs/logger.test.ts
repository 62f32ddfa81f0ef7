import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createLogger, logFile } from "../../src-main/logs/logger.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import { temporaryFolder } from "../support/switchyard.ts";

async function logged(level: string, work: (logger: ReturnType<typeof createLogger>) => void) {
  const folder = path.join(await temporaryFolder(), "logs");
  const logger = createLogger(folder, level);
  work(logger);
  await logger.close();
  const text = readFileSync(logFile(folder), "utf8");
  const lines = text.split("\n").filter(Boolean);
  return {
    text,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    file: logFile(folder),
  };
}

test("one JSON object a line, from its level on, for the owner alone", async () => {
  const { lines, file } = await logged("warn", (logger) => {
    logger.info("not this");
    logger.warn({ port: 5 }, "this");
  });
  expect(lines).toEqual([{ level: 40, time: expect.stringMatching(/^\d{4}-/), port: 5, msg: "this" }]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("an error is its kind and place, never its words or its causes", async () => {
  const cause = new Error("prompt of the person");
  const { lines, text } = await logged("info", (logger) => {
    logger.error({ error: new AppError("network", "words\nof the person", "", { cause }) }, "failed");
    logger.error({ error: "a thrown text" }, "failed");
  });
  expect(lines[0]).toMatchObject({ error: { name: "AppError", code: "network", stack: expect.any(String) } });
  expect(lines[0]?.["error"]).toHaveProperty("stack", expect.stringContaining("logger.test.ts"));
  expect(text).not.toMatch(/of the person|a thrown text/);
});

test("silent writes nothing", async () => {
  const { text } = await logged("silent", (logger) => logger.error("no"));
  expect(text).toBe("");
});
