/** The field's words hold: names that were given up stay away, and folders stay small enough to be read at a glance. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");

/** Name that is gone → the one that took its place. */
const gone: Record<string, string> = {
  createExit: "createOutbound",
  ExitChoice: "OutboundSettings",
  WayError: "ConnectionError",
  wayErrorIn: "connectionErrorIn",
  sealedWay: "lockedProxy",
  useAnswer: "useQuery",
  useAction: "useMutation",
  useTurns: "invalidateByFeed",
  useFreshLook: "useCodexRefresh",
  lastWords: "onUncaught",
  safeError: "redactError",
  foreignFile: "externalFile",
  readdress: "updateAddress",
  agreed: "confirm",
  leftWords: "limitsText",
  activeWords: "activeReasonText",
  trayWords: "trayTexts",
  noticeWords: "noticeTexts",
  smallFields: "inspectFields, compactFields",
  stripReasoning: "stripEncryptedItems",
  anyLogin: "withAnyAccount",
  lookAtCodex: "checkCodex",
  lookAtComputer: "checkComputer",
  lookAtPorts: "checkPorts",
  pagePreferences: "createWindow",
};

/** Says nothing of what is inside. */
const emptyNames = ["util", "utils", "helper", "helpers", "common", "manager", "misc", "stuff", "shared"];
/** What two protocols share has no better name. */
const exceptions = ["src-main/protocols/shared"];
const filesPerFolder = 24;

const sources = globSync("src-*/**/*.{ts,tsx}", { cwd: root }).map((file) => file.replaceAll("\\", "/"));
const documents = [
  ...globSync("*.md", { cwd: root }),
  ...globSync("docs/**/*.md", { cwd: root }).map((file) => file.replaceAll("\\", "/")),
];
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

test("no name that was given up", () => {
  const pattern = new RegExp(String.raw`\b(?:${Object.keys(gone).join("|")})\b`, "g");
  const found = sources.flatMap((file) =>
    [...new Set(codeOf(read(file)).match(pattern) ?? [])].map((name) => `${file}: ${name} → ${gone[name]}`),
  );
  expect(found).toEqual([]);
});

test("no file or folder whose name says nothing", () => {
  const found = sources.filter((file) => {
    const names = file.split("/").map((name) => name.replace(/\.tsx?$/, ""));
    return (
      names.some((name) => emptyNames.includes(name)) && !exceptions.some((place) => file.startsWith(place))
    );
  });
  expect(found).toEqual([]);
});

test(`no folder of more than ${filesPerFolder} files`, () => {
  const counts = Map.groupBy(sources, (file) => path.posix.dirname(file));
  const large = [...counts].filter(([, files]) => files.length > filesPerFolder);
  expect(large.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([]);
});

test("the possessive of Codex is Codex's", () => {
  const found = [...sources, ...documents].filter((file) => /\bCodex'(?!s)(?=[\s.,;:)]|$)/m.test(read(file)));
  expect(found).toEqual([]);
});

test("the words were looked for in real files", () => {
  expect(sources.length).toBeGreaterThan(500);
  expect(documents.length).toBeGreaterThan(10);
});

/** Without comments, which may use an everyday word. */
function codeOf(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*$/gm, "");
}
