import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readMemory, remember } from "../../src-main/desktop/app/desktop-memory.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "switchyard-memory-"));
  file = path.join(folder, "desktop.json");
});

afterEach(() => rmSync(folder, { recursive: true }));

test("what is remembered is there again, one thing beside the other, and nothing else is left behind", () => {
  const window = { x: 10, y: 20, width: 900, height: 600, maximized: true };
  remember(file, { window });
  remember(file, { toldOfNoTray: true });
  expect(readMemory(file)).toEqual({ window, toldOfNoTray: true });
  expect(readdirSync(folder)).toEqual(["desktop.json"]);
});

test("a missing or broken file is no memory", () => {
  expect(readMemory(file)).toEqual({});
  for (const text of ["{", "[]", '{"window":{"x":"left"}}']) {
    writeFileSync(file, text);
    expect(readMemory(file)).toEqual({});
  }
});
