/** Codex's switch in every state, and what turning it on would change in an invented config.toml. */
import type {
  CodexLogin,
  CodexLoginPreview,
  CodexMode,
  CodexHome,
  CodexPreview,
  CodexProcess,
  CodexProof,
  CodexView,
} from "../../../src-shared/contract/index.ts";
import { now } from "./page-clock.ts";

const file = "/home/someone/.codex/config.toml";

const minute = 60_000;

const login: CodexLogin = {
  store: "file",
  file: "/home/someone/.codex/auth.json",
  present: { kind: "account", id: null, name: "someone@example.com", refreshedAt: null },
  undo: null,
};

/** A login that was put there and can be taken back. */
export const appliedLogin: CodexLogin = {
  ...login,
  present: { kind: "account", id: "private", name: "private@example.com", refreshedAt: null },
  undo: { applied: "private", former: login.present, at: now - 5 * minute },
};

export const keyringLogin: CodexLogin = { ...login, store: "keyring", present: { kind: "none" } };

export const loginPreview: CodexLoginPreview = {
  file: login.file,
  present: {
    kind: "account",
    id: null,
    name: "someone@example.com",
    refreshedAt: now - 3 * 24 * 60 * minute,
  },
  backup: "/home/someone/.codex/auth.json.switchyard-2026-01-05T12-00-00-000Z.bak",
  comesHere: false,
  refusal: null,
};

export const openPrograms: CodexProcess[] = [
  { pid: 4711, kind: "cli", version: "0.169.0", startedAt: now - 12.5 * minute },
  { pid: 815, kind: "desktop", version: null, startedAt: now - 190 * minute },
  { pid: 5120, kind: "ide", version: "1.2.3", startedAt: null },
];

const alone = { homes: [], profile: null };

export const codexOff: CodexView = {
  ...alone,
  switch: { state: "off", file, mode: null, since: null, drift: [], problem: null },
  proof: null,
  login,
};

export const codexOn: CodexView = {
  ...alone,
  switch: { state: "on", file, mode: "native", since: now - 3 * minute, drift: [], problem: null },
  proof: null,
  login,
};

/** @param age milliseconds since the last request */
export function codexProven(age: number, proof: Partial<CodexProof> = {}): CodexView {
  return {
    ...codexOn,
    switch: { ...codexOn.switch, since: now - 60 * minute },
    proof: { at: now - age, client: "codex_cli_rs", version: "0.169", ...proof },
  };
}

export const codexDrift: CodexView = {
  ...alone,
  switch: { ...codexOn.switch, state: "drift", drift: ["openai_base_url", "model_provider"] },
  proof: null,
  login,
};

export const codexUnreadable: CodexView = {
  ...alone,
  switch: {
    ...codexOn.switch,
    state: "drift",
    problem: {
      code: "bad_request",
      message: "config.toml is not valid TOML: line 12 has no value.",
      advice: "Correct the file.",
    },
  },
  proof: null,
  login,
};

const homeOf = (folder: string, edit: Partial<CodexHome> = {}): CodexHome => ({
  folder,
  main: false,
  chosen: true,
  switch: { ...codexOn.switch, file: `${folder}/config.toml` },
  bypassing: [],
  ...edit,
});

/** Four homes: one that works, one that was refused, one that others changed, one on its way out. */
export const codexHomes: CodexView = {
  ...codexProven(20_000),
  homes: [
    homeOf("/home/someone/.codex", { main: true, bypassing: ["local"] }),
    homeOf("/home/someone/work/.codex", {
      switch: {
        ...codexOff.switch,
        file: "/home/someone/work/.codex/config.toml",
        problem: {
          code: "bad_request",
          message: "/home/someone/work/.codex/config.toml cannot be edited: it is read-only.",
          advice: "Correct that, or add the lines by hand.",
        },
      },
    }),
    homeOf("/home/someone/play/.codex", {
      switch: {
        ...codexDrift.switch,
        file: "/home/someone/play/.codex/config.toml",
        drift: ["openai_base_url"],
      },
    }),
    homeOf("/mnt/stick/.codex", { chosen: false }),
  ],
};

const rest = [
  'model = "gpt-5.5"',
  'model_reasoning_effort = "high"',
  "",
  "[features]",
  "web_search = true",
  "",
  '[projects."/home/someone/work/a-project-with-a-rather-long-name-that-does-not-fit-into-the-window-at-all"]',
  'trust_level = "trusted"',
];

const comment =
  "# Codex goes through Switchyard. To undo: run `switchyard codex off`, or delete the lines that name it.";

type Lines = CodexPreview["diff"];
const same = (...texts: string[]): Lines => texts.map((text) => ({ kind: "same", text }));
const added = (...texts: string[]): Lines => texts.map((text) => ({ kind: "added", text }));
const removed = (...texts: string[]): Lines => texts.map((text) => ({ kind: "removed", text }));

export const codexPreviews: Record<CodexMode, CodexPreview> = {
  native: {
    file,
    mode: "native",
    withoutLogin: false,
    refusal: null,
    diff: [
      ...same("# My own settings"),
      ...added(comment, 'openai_base_url = "http://127.0.0.1:8787/codex/v1"'),
      ...removed('model_provider = "azure"'),
      ...added('model_provider = "openai"'),
      ...same(...rest),
    ],
  },
  provider: {
    file,
    mode: "provider",
    withoutLogin: false,
    refusal: null,
    diff: [
      ...same("# My own settings"),
      ...added(comment),
      ...removed('model_provider = "azure"'),
      ...added('model_provider = "switchyard"'),
      ...same(...rest),
      ...added(
        "",
        "[model_providers.switchyard]",
        'name = "Switchyard"',
        'base_url = "http://127.0.0.1:8787/codex/v1"',
        'wire_api = "responses"',
        "requires_openai_auth = true",
        "supports_websockets = false",
      ),
    ],
  },
};

export const codexRefusal: CodexPreview = {
  file,
  mode: "provider",
  withoutLogin: false,
  diff: [],
  refusal: {
    message: "model_providers is written inline, which cannot be extended safely.",
    line: 7,
    snippet: [
      'model_provider = "switchyard"',
      "",
      "[model_providers.switchyard]",
      'name = "Switchyard"',
      'base_url = "http://127.0.0.1:8787/codex/v1"',
      'wire_api = "responses"',
      "requires_openai_auth = true",
      "supports_websockets = false",
      "",
    ].join("\n"),
  },
};
