/** A Codex home whose login is given and taken, beside the accounts of a bench. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { linkCodex } from "../../src-main/accounts/account-actions.ts";
import { createCodexHandover } from "../../src-main/accounts/codex-login/transfer-login.ts";
import type { CodexLogin } from "../../src-shared/contract/codex.ts";
import { authJson, temporaryFolder } from "../support/switchyard.ts";
import { startAccounts } from "./bench.ts";

export interface AuthFile {
  tokens: { access_token: string; refresh_token: string; account_id: string; [key: string]: unknown };
  [key: string]: unknown;
}

export async function startHandover(kept: CodexLogin["store"] = "file") {
  const bench = await startAccounts();
  const { store, simulator, clock, keeper } = bench;
  const codexHome = await temporaryFolder();
  const authFile = path.join(codexHome, "auth.json");
  const journal = path.join(path.dirname(bench.file), "codex-login.json");
  const handover = createCodexHandover({
    store,
    file: journal,
    codexHome,
    now: () => clock.now(),
    credentialStore: async () => kept,
    codexRuns: async () => false,
  });
  const issued = (name: string) => JSON.parse(authJson(simulator, name)) as AuthFile;
  return {
    ...bench,
    handover,
    codexHome,
    authFile,
    journal,
    issued,
    write: (content: unknown) => writeFileSync(authFile, JSON.stringify(content), { mode: 0o600 }),
    auth: () => JSON.parse(readFileSync(authFile, "utf8")) as AuthFile,
    isThere: () => existsSync(authFile),
    backups: () => readdirSync(codexHome).filter((name) => name.endsWith(".bak")),
    link: () => linkCodex(store, codexHome),
    apply: (id: string) => keeper.alone([id], () => handover.apply(id)),
    undo: () => keeper.alone([], () => handover.undo()),
  };
}
