import { expect, test } from "vitest";
import { checkCodex } from "../../src-main/cli/doctor/check-codex.ts";
import type { CodexHome, CodexSwitch, CodexView } from "../../src-shared/contract/codex.ts";

const on: CodexSwitch = {
  state: "on",
  file: "/home/someone/.codex/config.toml",
  mode: "native",
  since: 0,
  drift: [],
  problem: null,
};
const home = (folder: string, edit: Partial<CodexHome>): CodexHome => ({
  folder,
  main: false,
  chosen: true,
  switch: on,
  bypassing: [],
  ...edit,
});

test("homes beside the main one: a refusal, a change by others, a profile that leads past", () => {
  const problem = { code: "bad_request", message: "It is read-only.", advice: "Correct that." } as const;
  const view: CodexView = {
    switch: on,
    profile: null,
    proof: null,
    login: { store: "file", file: "/home/someone/.codex/auth.json", present: { kind: "none" }, undo: null },
    homes: [
      home("/main", { main: true, bypassing: ["local"] }),
      home("/fine", {}),
      home("/refused", { switch: { ...on, state: "off", problem } }),
      home("/changed", { switch: { ...on, state: "drift", drift: ["model_provider"] } }),
    ],
  };
  const findings = checkCodex({ view, running: [], gatewayRuns: true, now: 0 });
  const told = findings.filter(({ name }) => name === "Home" || name === "Profile");
  expect(told.map(({ state, message }) => [state, message])).toEqual([
    ["note", expect.stringContaining("--profile local")],
    ["bad", "It is read-only. (/refused)"],
    ["note", "Others changed model_provider in /changed."],
  ]);
});
