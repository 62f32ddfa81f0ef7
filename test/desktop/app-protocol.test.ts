import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveApp } from "../../src-main/desktop/window/app-protocol.ts";

const top = mkdtempSync(path.join(os.tmpdir(), "switchyard-protocol-"));
const folder = path.join(top, "renderer");

beforeAll(() => {
  mkdirSync(path.join(folder, "assets"), { recursive: true });
  writeFileSync(path.join(top, "private.txt"), "private");
  writeFileSync(path.join(folder, "index.html"), "<p>page</p>");
  writeFileSync(path.join(folder, "assets/a b.js"), "export {};");
});

afterAll(() => rmSync(top, { recursive: true }));

const get = (url: string, method = "GET") => serveApp(folder, { url, method });

test.each([
  ["app://switchyard/", "text/html; charset=utf-8", "<p>page</p>"],
  ["app://switchyard/index.html?x=1#/usage", "text/html; charset=utf-8", "<p>page</p>"],
  ["app://switchyard/assets/a%20b.js", "text/javascript; charset=utf-8", "export {};"],
])("serves %s with a policy that allows nothing from elsewhere", async (url, type, body) => {
  const answer = await get(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe(type);
  const policy = answer.headers.get("content-security-policy")?.split("; ");
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]),
  );
  expect(await answer.text()).toBe(body);
});

test.each([
  "app://switchyard/missing.js",
  "app://switchyard/assets",
  "app://switchyard/../private.txt",
  "app://switchyard/..%2fprivate.txt",
  "app://switchyard/assets/..%2f..%2fprivate.txt",
  "app://switchyard/..%5cprivate.txt",
  "app://switchyard/%00",
  "app://switchyard/%E0%A4%A",
  "app://elsewhere/index.html",
  "app://switchyard.example.com/index.html",
])("refuses %s", async (url) => {
  const answer = await get(url);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe("");
});

test("answers nothing but GET", async () => {
  expect((await get("app://switchyard/", "POST")).status).toBe(404);
});
