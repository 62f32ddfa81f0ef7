import { expect, test } from "vitest";
import { importLogins } from "../../src-main/accounts/account-actions.ts";
import { findLogins } from "../../src-main/accounts/import-credentials.ts";
import { authJson } from "../support/switchyard.ts";
import { loginOf, startAccounts } from "./bench.ts";

const now = 5_000;

async function codexFile() {
  const { simulator } = await startAccounts();
  return JSON.parse(authJson(simulator, "ann")) as {
    tokens: { id_token: string; access_token: string; refresh_token: string; account_id: string };
  };
}

test.each([
  ["Codex' auth.json", (file: object) => JSON.stringify(file)],
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
])("%s is refused as a whole", (_, text, reason) => {
  expect(() => findLogins("file.json", text, now)).toThrow(reason);
});

test("good entries of a file are taken, bad ones named by their place", async () => {
  const { tokens } = await codexFile();
  const found = findLogins("all.json", JSON.stringify([{ access_token: "opaque" }, { tokens }]), now);
  expect(found.logins).toHaveLength(1);
  expect(found.skipped.map((each) => each.name)).toEqual(["all.json, entry 1"]);
});

test("an import renews a login, but an older copy never replaces one that works", async () => {
  const { store, simulator, signIn } = await startAccounts();
  const old = { name: "old.json", text: authJson(simulator, "ann", { expiresInSeconds: 60 }) };
  const id = await signIn("ann", 3600);
  const kept = store.get(id)?.tokens;
  const result = await importLogins(store, old, now);
  expect(result).toMatchObject({ added: [], renewed: [], skipped: [{ name: "ann@example.test" }] });
  expect(store.get(id)?.tokens).toEqual(kept);

  const newer = { name: "new.json", text: authJson(simulator, "ann", { expiresInSeconds: 7200 }) };
  expect(await importLogins(store, newer, now)).toEqual({ added: [], renewed: [id], skipped: [] });
  expect(store.get(id)?.tokens).not.toEqual(kept);

  await store.markDead(id, now);
  expect((await importLogins(store, old, now)).renewed).toEqual([id]);
  const other = loginOf(simulator, "bob");
  expect(store.find(other)).toBeNull();
});
