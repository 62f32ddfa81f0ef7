/** What a command loads before it is known what it needs, and what it needs for a question to the services. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");

/** `import … from "x"` and `export … from "x"`: what stands between, and the name. */
const valueImport = /^(?:import|export)\s(?!type\b)([\w*{}\s,$]*?)\sfrom\s*"([^"]+)"/gm;

test("every command is named, explained and parsed without the services, and without packages but one", () => {
  const { files, packages } = loadedWith("src-main/cli/run.ts");
  // Known by its class: what a running Switchyard answers with.
  expect(packages).toEqual(["@orpc/client"]);
  expect(files.filter((file) => file.startsWith("src-main/compose/"))).toEqual([]);
  expect(files).toContain("src-main/cli/commands/serve.ts");
});

test("a question to the services is answered without the gateway's routes and without the simulator", () => {
  const { files, packages } = loadedWith("src-main/compose/compose.ts");
  expect(packages).not.toContain("express");
  expect(packages).not.toContain("ws");
  expect(
    files.filter((file) =>
      /^src-main\/(simulator|gateway\/routes|protocols\/(chat|messages|responses))\//.test(file),
    ),
  ).toEqual([]);
  expect(files).toContain("src-main/admin/router.ts");
});

test("the program itself loads the command line behind the place of what is compiled", () => {
  expect(loadedWith("src-main/cli/main.ts").files).not.toContain("src-main/cli/run.ts");
});

/** Files and packages that are evaluated with a file, at once; Node's own are left out. */
function loadedWith(entry: string): { files: string[]; packages: string[] } {
  const files = new Set([entry]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const [, words = "", name = ""] of readFileSync(path.join(root, file), "utf8").matchAll(
      valueImport,
    )) {
      if (onlyTypes(words)) continue;
      if (name.startsWith(".")) files.add(path.posix.join(path.posix.dirname(file), name));
      else if (!name.startsWith("node:")) packages.add(name);
    }
  }
  return { files: [...files], packages: [...packages] };
}

/** `{ type A, type B }`. */
function onlyTypes(words: string): boolean {
  const names = /^\{([^}]*)\}$/
    .exec(words.trim())?.[1]
    ?.split(",")
    .map((each) => each.trim());
  return names?.every((each) => each === "" || each.startsWith("type ")) ?? false;
}
