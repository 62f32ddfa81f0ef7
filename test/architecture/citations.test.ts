/** Comments cite the protocol documents by section: each of these sections exists. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const documents = ["oauth", "codex-backend", "models", "clients", "translation", "backends"];
const citation = new RegExp(`\\b(${documents.join("|")}) (\\d+(?:\\.\\d+[a-z]?)?)(?![\\d.]*\\d)`, "g");

const sections = new Set(
  documents.flatMap((name) => {
    const text = readFileSync(path.join(root, "docs/protocol", `${name}.md`), "utf8");
    return [...text.matchAll(/^#+ (\d+(?:\.\d+[a-z]?)?)\.?\s/gm)].map(([, number]) => `${name} ${number}`);
  }),
);

const files = globSync(
  ["{src-main,src-renderer,src-shared,scripts,bench}/**/*.{ts,tsx,mjs}", "test/**/*.ts"],
  {
    cwd: root,
    exclude: (name) => name.includes("node_modules"),
  },
);

it("finds every section that a comment cites", () => {
  const cited = files.flatMap((file) =>
    [...readFileSync(path.join(root, file), "utf8").matchAll(citation)].map(
      ([text]) => [file, text] as const,
    ),
  );
  expect(cited.length).toBeGreaterThan(100);
  expect(cited.filter(([, text]) => !sections.has(text))).toEqual([]);
});
