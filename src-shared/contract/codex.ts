import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";

/**
 * native: Codex' built-in provider at another address; history, plugins and model list stay as they are.
 * provider: a provider of its own, with a history of its own.
 */
export type CodexMode = "native" | "provider";

export interface CodexSwitch {
  /** drift: it is on, but somebody else changed keys of ours since. */
  state: "off" | "on" | "drift";
  /** Codex' config.toml. */
  file: string;
  /** null when off. */
  mode: CodexMode | null;
  /** Keys that others changed. */
  drift: string[];
  problem: Problem | null;
}

export interface CodexPreview {
  file: string;
  mode: CodexMode;
  /** The whole file, line by line. */
  diff: { kind: "same" | "added" | "removed"; text: string }[];
  /** Why the file is not touched, and what to write by hand instead. */
  refusal: { message: string; line: number | null; snippet: string } | null;
}

/** The last request that came from a Codex: the proof that the switch works. */
export interface CodexProof {
  at: number;
  client: string;
  version: string | null;
}

export interface CodexView {
  switch: CodexSwitch;
  proof: CodexProof | null;
}

/** A Codex that runs now. It goes on with the settings it was started with until it is started anew. */
export interface CodexProcess {
  pid: number;
  kind: "cli" | "desktop" | "ide" | "app-server";
}

const mode = z.object({ mode: z.enum(["native", "provider"]).default("native") });

export const codex = {
  /** Looks at the file anew. */
  status: oc.output(type<CodexView>()),
  processes: oc.output(type<CodexProcess[]>()),
  preview: oc.input(mode).output(type<CodexPreview>()),
  on: oc.input(mode).output(type<CodexView>()),
  /** `foreign`: keys that others changed meanwhile and that were left alone. */
  off: oc.output(type<{ view: CodexView; foreign: string[] }>()),
};
