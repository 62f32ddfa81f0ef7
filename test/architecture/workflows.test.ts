/** The workflows of the three systems say only what is there: npm scripts, files, and artefacts that are built. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = path.join(import.meta.dirname, "../..");
const folder = path.join(root, ".github/workflows");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

interface Step {
  run?: string;
  uses?: string;
  with?: Record<string, string>;
}
interface Workflow {
  jobs: Record<string, { needs?: string; strategy?: { matrix: { os: string[] } }; steps: Step[] }>;
}

const workflows = readdirSync(folder).map((name): [string, Workflow] => [
  name,
  parse(readFileSync(path.join(folder, name), "utf8")) as Workflow,
]);
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

test.each(workflows)("%s runs scripts that exist, and actions pinned to a commit", (_name, { jobs }) => {
  for (const { needs, steps } of Object.values(jobs)) {
    if (needs !== undefined) expect(jobs[needs]).toBeDefined();
    for (const { run = "", uses } of steps) {
      for (const [, script = ""] of run.matchAll(/\bnpm (?:run )?([a-z:]+)/g))
        expect(scripts).toHaveProperty([script]);
      if (run.includes(".ci/run")) expect(read(".ci/run")).toContain("npm test");
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
    }
  }
});

test("a release holds every kind of installer, from every system", () => {
  const release = workflows.find(([name]) => name === "release.yml")?.[1].jobs["build"];
  expect(release?.strategy?.matrix.os).toEqual(["ubuntu-latest", "macos-latest", "windows-latest"]);
  const uploaded = release?.steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact"))?.with?.[
    "path"
  ];
  const builder = parse(read("electron-builder.yml")) as Record<
    "mac" | "win" | "linux",
    { target: (string | { target: string })[] }
  >;
  const endings: Record<string, string> = { nsis: "exe", portable: "exe" };
  for (const system of ["mac", "win", "linux"] as const) {
    for (const each of builder[system].target) {
      const target = typeof each === "string" ? each : each.target;
      expect(uploaded).toContain(`dist/*.${endings[target] ?? target}`);
    }
  }
});
