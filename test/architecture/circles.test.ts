/** No file imports itself by way of others, not for a type either: what belongs together can be read from the bottom up. */
import { expect, test } from "vitest";
import { readImports } from "../support/read-imports.ts";

test.each([
  ["the program", ["src-*/**/*.{ts,tsx}"]],
  ["bench", ["bench/**/*.ts"]],
  ["scripts", ["scripts/**/*.{ts,mjs}"]],
])("no circle of imports in %s", (_name, patterns) => {
  const importsOf = new Map<string, string[]>();
  for (const { from, to } of readImports(patterns)) importsOf.set(from, [...(importsOf.get(from) ?? []), to]);
  expect(importsOf.size).toBeGreaterThan(5);
  expect(circlesIn(importsOf)).toEqual([]);
});

test("a circle is found, however long, and nothing beside it", () => {
  const graph = { a: ["b", "x"], b: ["c"], c: ["a", "d"], d: ["x"], e: ["a", "e"] };
  expect(circlesIn(new Map(Object.entries(graph)))).toEqual([["a", "b", "c"], ["e"]]);
});

/** Groups of files that reach one another (Tarjan's strongly connected components). */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  function visit(file: string): void {
    const own = found.size;
    found.set(file, own);
    lowest.set(file, own);
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!found.has(next)) visit(next);
      if (open.includes(next)) lowest.set(file, Math.min(lowest.get(file) ?? own, lowest.get(next) ?? own));
    }
    if (lowest.get(file) !== own) return;
    const group = open.splice(open.indexOf(file));
    if (group.length > 1 || graph.get(file)?.includes(file) === true) circles.push(group.toSorted());
  }

  for (const file of graph.keys()) if (!found.has(file)) visit(file);
  return circles;
}
