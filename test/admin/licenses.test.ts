/** The build's own list of what went into it. */
import path from "node:path";
import { expect, test } from "vitest";
import { readLicenses } from "../../src-main/admin/licenses.ts";
import { packageFolder } from "../../scripts/bundled-licenses.ts";

const root = path.join(import.meta.dirname, "../..");

test("every part of the build lists its packages, and none of them wants our own code under its licence", async () => {
  const list = await readLicenses(path.join(root, "out/renderer"));
  const names = list.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["express", "undici", "zod", "react", "electron-updater", "smol-toml"]),
  );
  for (const { name, license } of list) {
    expect(license, name).toMatch(
      /^\(?(MIT|ISC|BSD-[23]-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|Python-2\.0|Unlicense|CC0-1\.0)/,
    );
  }
});

test("run from sources there is no list", async () => {
  expect(await readLicenses(undefined)).toEqual([]);
  expect(await readLicenses(path.join(root, "src-renderer"))).toEqual([]);
});

test("the package a module is of", () => {
  const zod = path.join(root, "node_modules/zod");
  expect(packageFolder(path.join(zod, "v4/core/index.js"))).toBe(zod);
  const client = path.join(root, "node_modules/@orpc/client");
  expect(packageFolder(`${path.join(client, "dist/index.mjs")}?commonjs`)).toBe(client);
  expect(packageFolder(path.join(root, "src-main/compose/compose.ts"))).toBeNull();
  expect(packageFolder("\0vite/preload-helper.js")).toBeNull();
});
