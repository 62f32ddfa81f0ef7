import { expect, test } from "vitest";
import { ourWords } from "../../src-main/cli/parsing/other-words.ts";

test.each<[string, string]>([
  ["daemon status", "service status"],
  ["daemon reinstall --port 9000", "service install --port 9000"],
  ["serve --bind 0.0.0.0", "serve --host 0.0.0.0"],
  ["serve --bind=0.0.0.0:9000 --api-key k", "serve --host 0.0.0.0 --port 9000 --api-key k"],
  ["serve --bind [::1]:9000", "serve --host ::1 --port 9000"],
  ["serve --bind ::1", "serve --host ::1"],
  ["serve --bind", "serve --host"],
  ["ask reinstall --bind x", "ask reinstall --bind x"],
  ["claude run -- --bind x", "claude run -- --bind x"],
])("%s means %s", (said, meant) => {
  const [name = "", ...args] = said.split(" ");
  const found = ourWords(name, args);
  expect([found.name, ...found.args].join(" ")).toBe(meant);
});
