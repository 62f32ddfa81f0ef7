import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "../../out/renderer");
const html = readFileSync(join(folder, "index.html"), "utf8");

it("asks for nothing the security policy forbids", () => {
  const scripts = [...html.matchAll(/<script\b([^>]*)>([^<]*)/g)];
  expect(scripts.length).toBeGreaterThan(0);
  for (const [, attributes, body] of scripts) {
    expect(attributes).toContain('src="./');
    expect(body?.trim()).toBe("");
  }
  expect(html).not.toMatch(/\son\w+=/);
  expect(html).not.toMatch(/(?:src|href)="(?:https?:|\/)/);
});

it("is light: all scripts together stay below 300 KB, the first load below 205 KB", () => {
  const size = (name: string) => gzipSync(readFileSync(join(folder, "assets", name))).length;
  const scripts = readdirSync(join(folder, "assets")).filter((name) => name.endsWith(".js"));
  const first = firstLoad(html);
  expect(first.length).toBeGreaterThan(0);
  expect(first.reduce((total, name) => total + size(name), 0)).toBeLessThan(205_000);
  expect(scripts.reduce((total, name) => total + size(name), 0)).toBeLessThan(300_000);
  expect(scripts.length).toBeGreaterThan(5);
});

/** The entry, what it imports, and the overview: everything fetched before the first page is shown. */
function firstLoad(html: string): string[] {
  const overview = readdirSync(join(folder, "assets")).filter((name) => /^overview-page-.*\.js$/.test(name));
  const open = [...[...html.matchAll(/assets\/([\w.-]+\.js)/g)].map(([, name]) => name ?? ""), ...overview];
  const seen = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const source = readFileSync(join(folder, "assets", name), "utf8");
    open.push(
      ...[...source.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)].map(([, found]) => found ?? ""),
    );
  }
  return [...seen];
}
