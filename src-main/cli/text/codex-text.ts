/** Codex's programs and login in words. */
import type { CodexLogin, CodexProcess, PresentLogin } from "../../../src-shared/contract/codex.ts";
import { timeWords } from "./text.ts";

const programs: Record<CodexProcess["kind"], string> = {
  cli: "Codex CLI",
  desktop: "Codex desktop app",
  ide: "Codex IDE extension",
  "app-server": "Codex app server",
};

export function processWords({ pid, kind, version, startedAt }: CodexProcess, now: number): string {
  const name = version === null ? programs[kind] : `${programs[kind]} ${version}`;
  return startedAt === null ? `${name} (${pid})` : `${name} (${pid}), started ${timeWords(startedAt, now)}`;
}

const places: Record<Exclude<CodexLogin["store"], "file">, string> = {
  keyring:
    'Codex keeps its login in the keyring, where Switchyard cannot read it (cli_auth_credentials_store = "keyring").',
  auto: 'Codex keeps its login in the keyring where there is one (cli_auth_credentials_store = "auto").',
  ephemeral: 'Codex keeps its login in memory only (cli_auth_credentials_store = "ephemeral").',
};

/** Whose login Codex has and where it keeps it, in a sentence. */
export function loginWords({ store, present }: Pick<CodexLogin, "store" | "present">): string {
  if (store !== "file" && present.kind === "none") return places[store];
  return `Codex's own login: ${presentWords(present)}.`;
}

export function presentWords(present: PresentLogin): string {
  switch (present.kind) {
    case "account":
      return present.name;
    case "none":
      return "none";
    case "api-key":
      return "an API key";
    case "other":
      return "something that is no login";
  }
}
