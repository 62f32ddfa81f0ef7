import { expect, test } from "vitest";
import { importFiles, previewImport } from "../../src-main/accounts/account-actions.ts";
import { findLogins as findIn } from "../../src-main/accounts/transfer/import-credentials.ts";
import { AppError } from "../../src-main/platform/app-error.ts";
import { authJson, temporaryFolder } from "../support/switchyard.ts";
import path from "node:path";
import type { Tokens } from "../../src-main/accounts/account.ts";
import { START } from "../support/manual-clock.ts";
import { loginOf, openStore, startAccounts } from "./bench.ts";

const now = 5_000;

function findLogins(name: string, text: string, at: number) {
  const entries = findIn([{ name, text }], at);
  return {
    logins: entries.flatMap(({ found }) => (found instanceof AppError ? [] : [found.login])),
    skipped: entries.flatMap(({ name, found }) =>
      found instanceof AppError ? [{ name, problem: found }] : [],
    ),
  };
}

async function codexFile() {
  const { simulator } = await startAccounts();
  return JSON.parse(authJson(simulator, "ann")) as {
    tokens: { id_token: string; access_token: string; refresh_token: string; account_id: string };
  };
}

test.each([
  ["Codex's auth.json", (file: object) => JSON.stringify(file)],
  ["one with a byte order mark", (file: object) => `\uFEFF${JSON.stringify(file)}`],
  ["one in an array", (file: object) => JSON.stringify([file])],
  ["one in a bundle", (file: object) => JSON.stringify({ version: 1, accounts: [file] })],
])("%s", async (_, shape) => {
  const file = await codexFile();
  const { logins, skipped } = findLogins("auth.json", shape(file), now);
  expect(skipped).toEqual([]);
  expect(logins).toMatchObject([
    {
      email: "ann@example.test",
      userId: "user-ann",
      plan: "plus",
      workspaceId: file.tokens.account_id,
      tokens: {
        idToken: file.tokens.id_token,
        accessToken: file.tokens.access_token,
        refreshToken: file.tokens.refresh_token,
        refreshedAt: now,
      },
    },
  ]);
});

test("flat shapes in snake and in camel case", async () => {
  const { tokens } = await codexFile();
  const camel = {
    type: "codex",
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    idToken: tokens.id_token,
    accountId: tokens.account_id,
  };
  for (const file of [{ type: "codex", ...tokens }, camel]) {
    const [login] = findLogins("other.json", JSON.stringify(file), now).logins;
    expect(login).toMatchObject({ email: "ann@example.test", workspaceId: tokens.account_id });
    expect(login?.tokens.refreshToken).toBe(tokens.refresh_token);
  }
});

test("an access token alone says whose it is; without a refresh token it serves to its end", async () => {
  const { tokens } = await codexFile();
  const text = JSON.stringify({ access_token: tokens.access_token });
  expect(findLogins("short.json", text, now).logins).toMatchObject([
    {
      email: "ann@example.test",
      workspaceId: tokens.account_id,
      tokens: { idToken: null, refreshToken: null },
    },
  ]);
});

test.each([
  ["an API key only", { auth_mode: "apikey", OPENAI_API_KEY: "not-a-real-key", tokens: null }, /API key/],
  ["an older file with an API key only", { OPENAI_API_KEY: "not-a-real-key" }, /API key/],
  ["no access token", { tokens: { refresh_token: "rt" } }, /no access token/],
  ["a token that says nothing", { access_token: "opaque" }, /whose account/],
  ["tokens that are numbers", { tokens: { access_token: 5 } }, /form that is not known/],
  ["an entry that is none", [5], /is no login/],
])("%s is refused with the reason", (_, content, reason) => {
  const { logins, skipped } = findLogins("auth.json", JSON.stringify(content), now);
  expect(logins).toEqual([]);
  expect(skipped).toHaveLength(1);
  expect(skipped[0]).toMatchObject({ name: "auth.json", problem: { code: "import_unreadable" } });
  expect(skipped[0]?.problem.message).toMatch(reason);
  expect(JSON.stringify(skipped[0]?.problem.problem)).not.toContain("not-a-real-key");
});

test.each([
  ["no JSON", "access_token = abc", /is not JSON/],
  ["an empty array", "[]", /holds no login/],
  ["nothing", "", /is not JSON/],
])("%s is refused as a whole, without its text", (_, text, reason) => {
  const { logins, skipped } = findLogins("file.json", text, now);
  expect(logins).toEqual([]);
  expect(skipped.map(({ problem }) => problem.message)).toEqual([expect.stringMatching(reason)]);
  expect(JSON.stringify(skipped.map(({ problem }) => problem.problem))).not.toContain("abc");
});

test("good entries of a file are taken, bad ones named by their place", async () => {
  const { tokens } = await codexFile();
  const found = findLogins("all.json", JSON.stringify([{ access_token: "opaque" }, { tokens }]), now);
  expect(found.logins).toHaveLength(1);
  expect(found.skipped.map((each) => each.name)).toEqual(["all.json, entry 1"]);
});

async function withFile() {
  const accounts = await startAccounts();
  const file = (expiresInSeconds: number, id = "ann") => ({
    name: `${id}-${expiresInSeconds}.json`,
    text: authJson(accounts.simulator, id, { expiresInSeconds }),
  });
  const at = accounts.clock.now();
  return {
    ...accounts,
    file,
    preview: (...files: { name: string; text: string }[]) => previewImport(accounts.store, files, at),
    take: (files: { name: string; text: string }[], fingerprint?: string) =>
      importFiles(accounts.store, { files, fingerprint }, at),
  };
}

test("an import renews a login, but an older copy never replaces one that works", async () => {
  const { store, signIn, file, take } = await withFile();
  const old = file(60);
  const id = await signIn("ann", 3600);
  const kept = store.get(id)?.tokens;
  const result = await take([old]);
  expect(result).toMatchObject({ added: [], renewed: [], skipped: [{ name: "ann-60.json" }] });
  expect(store.get(id)?.tokens).toEqual(kept);

  expect(await take([file(7200)])).toEqual({ added: [], renewed: [id], skipped: [] });
  expect(store.get(id)?.tokens).not.toEqual(kept);

  await store.markDead(id, now, store.get(id)?.tokens ?? null);
  expect((await take([old])).renewed).toEqual([id]);
  expect(store.get(id)?.deadSince).toBeNull();
});

test("the preview says of every entry what will happen, and writes nothing", async () => {
  const { store, signIn, file, preview, onDisk } = await withFile();
  const id = await signIn("ann", 3600);
  const before = onDisk();
  const same = { name: "same.json", text: JSON.stringify(tokensOf(store.get(id)!.tokens!)) };
  const of = (...files: { name: string; text: string }[]) =>
    preview(...files).entries.map(({ action, problem }) => [action, problem?.code ?? null]);
  expect(of(file(60))).toEqual([["older", "import_older"]]);
  expect(of(same)).toEqual([["same", "import_same"]]);
  expect(of(file(7200), file(60, "bob"), { name: "x", text: "[]" })).toEqual([
    ["renew", null],
    ["add", null],
    ["broken", "import_unreadable"],
  ]);
  expect(preview(file(90, "bob")).entries).toEqual([
    expect.objectContaining({
      name: "bob-90.json",
      email: "bob@example.test",
      plan: "plus",
      renewable: true,
      tokenExpiresAt: START + 90_000,
    }),
  ]);
  expect(onDisk()).toBe(before);
});

test("of several copies in one import the newest is taken, whatever the order", async () => {
  const { store, file, preview, take } = await withFile();
  const newest = file(7200);
  const files = [file(60), newest, file(3600)];
  expect(preview(...files).entries.map(({ action }) => action)).toEqual(["older", "add", "older"]);
  const { added } = await take(files);
  expect(added).toHaveLength(1);
  expect(newest.text).toContain(store.get(added[0]!)?.tokens?.accessToken);
});

test("what was previewed is imported, or nothing at all", async () => {
  const { store, signIn, file, preview, take } = await withFile();
  const files = [file(3600), file(3600, "bob")];
  const { fingerprint } = preview(...files);
  await signIn("ann", 7200);
  const before = store.all();
  await expect(take(files, fingerprint)).rejects.toMatchObject({ code: "import_changed" });
  expect(store.all()).toBe(before);
  const again = preview(...files);
  expect(again.entries.map(({ action }) => action)).toEqual(["older", "add"]);
  expect((await take(files, again.fingerprint)).added).toHaveLength(1);
});

test("a login that is sealed here is left alone: it may be the newer one", async () => {
  const { file, signIn, simulator, clock } = await withFile();
  await signIn("ann", 60);
  const sealedFile = path.join(await temporaryFolder(), "accounts.json");
  const box = { seal: async (plain: string) => plain, open: async (sealed: string) => sealed };
  await (await openStore(sealedFile, box)).putLogin(loginOf(simulator, "ann", 60));
  const closed = await openStore(sealedFile);
  const files = [file(7200)];
  expect(previewImport(closed, files, clock.now()).entries).toMatchObject([
    { action: "sealed", problem: { code: "accounts_sealed" } },
  ]);
});

test("an expired token without a refresh token is no login any more", async () => {
  const { simulator, clock } = await startAccounts();
  const { accessToken } = simulator.issueTokens("ann", { expiresInSeconds: 60 });
  const files = [{ name: "short.json", text: JSON.stringify({ access_token: accessToken }) }];
  expect(findIn(files, clock.now())[0]?.found).not.toBeInstanceOf(AppError);
  expect(findIn(files, clock.now() + 60_000)[0]?.found).toMatchObject({
    message: expect.stringMatching(/expired and holds nothing to renew it with/),
  });
});

function tokensOf(tokens: Tokens): object {
  return { access_token: tokens.accessToken, refresh_token: tokens.refreshToken, id_token: tokens.idToken };
}
