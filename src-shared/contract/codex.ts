import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";

/**
 * native: Codex's built-in provider at another address; history, plugins and model list stay as they are.
 * provider: a provider of its own, with a history of its own.
 */
export type CodexMode = "native" | "provider";

export interface CodexSwitch {
  /**
   * drift: it is on, but somebody else changed keys of ours since. orphaned: the file points Codex at a Switchyard, but
   * what it displaced is not known any more; switching off removes exactly our keys.
   */
  state: "off" | "on" | "drift" | "orphaned";
  /** Codex's config.toml. */
  file: string;
  /** null when off. */
  mode: CodexMode | null;
  /** Epoch milliseconds; null when off. */
  since: number | null;
  /** Keys that others changed. */
  drift: string[];
  /** Why the file cannot be read, or why it could not be switched when that was last tried. */
  problem: Problem | null;
}

/** The switch in one of Codex's homes. */
export interface CodexHome {
  folder: string;
  /** CODEX_HOME, or ~/.codex. */
  main: boolean;
  /** False: it is switched still although it is not chosen any more. */
  chosen: boolean;
  switch: CodexSwitch;
  /** Profiles that lead Codex past the gateway: with `--profile NAME` it does not go through here. */
  bypassing: string[];
}

/** A home of Codex on this computer that is not switched. */
export interface FoundHome {
  folder: string;
  /** Of Windows' Linux; null = of this system. */
  distribution: string | null;
  /** Why it cannot reach the gateway as things are; null when it can. */
  unreachable: Problem | null;
}

export interface CodexPreview {
  file: string;
  mode: CodexMode;
  /** The whole file, line by line. */
  diff: { kind: "same" | "added" | "removed"; text: string }[];
  /** Codex has no login: a provider of its own that wants none is added, whatever the mode. */
  withoutLogin: boolean;
  /** Why the file is not touched, and what to write by hand instead, where that would help. */
  refusal: { message: string; line: number | null; snippet: string | null } | null;
}

/** The last request that came from a Codex: the proof that the switch works. */
export interface CodexProof {
  at: number;
  client: string;
  version: string | null;
}

/** Whose login lies in Codex's auth.json. */
export type PresentLogin =
  | {
      kind: "account";
      /** Of the account as Switchyard knows it; null when it does not. */
      id: string | null;
      name: string;
      /** Epoch milliseconds; null when not told. */
      refreshedAt: number | null;
    }
  /** other: something that is no login by ChatGPT or key. */
  | { kind: "none" | "api-key" | "other" };

/** Where Codex keeps its login, and whose it is as far as that can be read. */
export interface CodexLogin {
  /** By `cli_auth_credentials_store` of config.toml. auto: the keyring where there is one, else the file. */
  store: "file" | "keyring" | "auto" | "ephemeral";
  /** auth.json. */
  file: string;
  present: PresentLogin;
  /** An applied login that can be taken back, and what lay there before. */
  undo: { applied: string; former: PresentLogin; at: number } | null;
}

/** What giving an account's login to Codex changes. */
export interface CodexLoginPreview {
  file: string;
  /** What is replaced. */
  present: PresentLogin;
  /** Where it is kept; null when there is nothing to keep. */
  backup: string | null;
  /** The login that is replaced was followed there and is Switchyard's to look after from then on. */
  comesHere: boolean;
  /** Why it is not done. */
  refusal: Problem | null;
}

export interface CodexView {
  /** Of the main home. */
  switch: CodexSwitch;
  /** The main one first. */
  homes: CodexHome[];
  /** Null = Codex whatever its profile. */
  profile: string | null;
  proof: CodexProof | null;
  login: CodexLogin;
}

/** A Codex that runs now. It goes on with the settings it was started with until it is started anew. */
export interface CodexProcess {
  pid: number;
  kind: "cli" | "desktop" | "ide" | "app-server";
  /** Null when its path does not tell. */
  version: string | null;
  /** Epoch milliseconds. */
  startedAt: number | null;
}

const mode = z.object({ mode: z.enum(["native", "provider"]).default("native") });

/** What `on` would be told along; absent = as the settings have it. */
const preview = mode.extend({
  wish: z
    .object({
      profile: z.string().nullable(),
      remote: z.string().nullable(),
      remoteKey: z.string().nullable(),
      model: z.string().nullable(),
    })
    .optional(),
});

export type CodexWish = NonNullable<z.infer<typeof preview>["wish"]>;

const home = z.object({ folder: z.string().min(1) });

const account = z.object({ id: z.string().min(1) });

export const codex = {
  /** Looks at the file anew. */
  status: oc.output(type<CodexView>()),
  processes: oc.output(type<CodexProcess[]>()),
  /** Home by home, the main one first. */
  preview: oc.input(preview).output(type<CodexPreview[]>()),
  /** Fails only when it could be turned on in no home; each home tells why it was not. */
  on: oc.input(mode).output(type<CodexView>()),
  /** `foreign`: keys that others changed meanwhile and that were left alone. */
  off: oc.output(type<{ view: CodexView; foreign: string[] }>()),
  /** Homes on this computer that are not switched yet. */
  findHomes: oc.output(type<FoundHome[]>()),
  /** Switches a further home along. Idempotent. */
  addHome: oc.input(home).output(type<CodexView>()),
  /** Gives it its own settings back and leaves it alone. Idempotent. */
  removeHome: oc.input(home).output(type<CodexView>()),
  previewLogin: oc.input(account).output(type<CodexLoginPreview>()),
  /** Puts the account's login into Codex's auth.json, where it is followed from then on. */
  applyLogin: oc.input(account).output(type<CodexView>()),
  /** Puts the login back that the last `applyLogin` replaced. */
  undoLogin: oc.output(type<CodexView>()),
  /** Ends Codex's desktop app as closing it does, and starts it again. */
  restartApp: oc.output(type<void>()),
  /** Opens a terminal window with Codex in it, pointed at the gateway; only where `can.openTerminal`. */
  openTerminal: oc.output(type<void>()),
};
