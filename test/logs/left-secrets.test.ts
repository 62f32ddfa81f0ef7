/** The search that every test's folder ends with finds what it is there for. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { findSecrets } from "../../src-main/cli/diagnostics/find-secrets.ts";
import { startSimulator } from "../../src-main/simulator/simulator.ts";
import { filesBelow, removeSearched } from "../support/left-secrets.ts";
import { madeUpJwt } from "../support/made-up-tokens.ts";
import { plainAccounts } from "../support/switchyard.ts";

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "switchyard-left-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

test("tokens of the simulated issuer and made-up ones, in whatever file; the folder goes all the same", async () => {
  const simulator = await startSimulator({ accounts: plainAccounts });
  const issued = simulator.issueTokens("one");
  await simulator.close();
  const made = madeUpJwt({ user: "u", workspace: "w" });
  for (const token of [issued.refreshToken, issued.accessToken, issued.idToken, "ac_fake_1234", made]) {
    const folder = folderWith({
      "logs/switchyard.log": `{"msg":"refused ${token}"}\n`,
      "settings.json": "{}",
    });
    expect(() => removeSearched(folder)).toThrow("A secret of the test was left in logs/switchyard.log.");
    expect(existsSync(folder)).toBe(false);
  }
  const folder = folderWith({});
  const db = new DatabaseSync(path.join(folder, "usage.db"));
  db.exec("CREATE TABLE rows (text TEXT)");
  db.prepare("INSERT INTO rows VALUES (?)").run(issued.refreshToken);
  db.close();
  expect(() => removeSearched(folder)).toThrow("left in usage.db");
});

test("where logins lie by right they are left alone, and nothing else is", () => {
  const token = "rt_fake.one.0123456789abcdef.0";
  const meant = [
    "accounts.json",
    ".accounts.json.0a1b2c3d4e5f.tmp",
    "renewal-acc_5d54e234c2e6.json",
    "codex/auth.json",
    "codex/auth.json.switchyard-2026-11-20T10-00-00Z.bak",
  ];
  removeSearched(folderWith(Object.fromEntries(meant.map((name) => [name, token]))));
  for (const name of [
    "accounts.json.copy",
    "codex-login.json",
    "owner.lock",
    "exports.jsonl",
    "auth.json.txt",
  ])
    expect(() => removeSearched(folderWith({ [name]: token })), name).toThrow(name);
});

test("no fixture holds what looks like a secret, and no e-mail address but made-up ones", () => {
  const files = filesBelow(path.join(import.meta.dirname, "../fixtures"));
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((file) => {
    const text = readFileSync(file, "latin1").replaceAll(/[\w.+-]+@example\.(com|org|net)\b/g, "");
    return findSecrets(text, new Set()).map((what) => `${path.basename(file)}: ${what}`);
  });
  expect(found).toEqual([]);
});
