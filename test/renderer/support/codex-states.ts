/** Codex' switch in every state, and what turning it on would change in an invented config.toml. */
import type { CodexMode, CodexPreview, CodexProof, CodexView } from "../../../src-shared/contract/index.ts";

const file = "/home/someone/.codex/config.toml";

export const codexOff: CodexView = {
  switch: { state: "off", file, mode: null, drift: [], problem: null },
  proof: null,
};

export const codexOn: CodexView = {
  switch: { state: "on", file, mode: "native", drift: [], problem: null },
  proof: null,
};

/** @param age milliseconds since the last request */
export function codexProven(age: number, proof: Partial<CodexProof> = {}): CodexView {
  return {
    ...codexOn,
    proof: { at: Date.now() - age, client: "codex_cli_rs", version: "0.169", ...proof },
  };
}

export const codexDrift: CodexView = {
  switch: { ...codexOn.switch, state: "drift", drift: ["openai_base_url", "model_provider"] },
  proof: null,
};

export const codexUnreadable: CodexView = {
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
