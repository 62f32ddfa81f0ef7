import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compatibilityFile, compatibilityPage } from "../../scripts/compatibility.ts";

test("docs/compatibility.md is what the code says: `npm run docs` writes it", async () => {
  expect(readFileSync(compatibilityFile, "utf8")).toBe(await compatibilityPage());
});
