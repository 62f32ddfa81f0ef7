/** What ARCHITECTURE and CONTRIBUTING send people to is there. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../..");
/** Paths below src-main may leave that part out. */
const places = ["", "src-main", "src-main/gateway", "src-main/accounts"];

it.each(["ARCHITECTURE.md", "CONTRIBUTING.md"])("every path in %s", (document) => {
  const text = readFileSync(path.join(root, document), "utf8").replaceAll(/^```[\s\S]*?^```/gm, "");
  const named = [...text.matchAll(/`((?:[\w.-]+\/)+(?:[\w-]+\.tsx?)?)`/g)].map(([, name]) => name ?? "");
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !places.some((place) => existsSync(path.join(root, place, name))))).toEqual(
    [],
  );
});
