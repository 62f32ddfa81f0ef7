import { appendFileSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Account } from "../../src-main/accounts/account.ts";
import { loginFromTokens } from "../../src-main/accounts/account.ts";
import { exportLogins } from "../../src-main/accounts/transfer/export-logins.ts";
import { openExportRecord } from "../../src-main/accounts/transfer/export-record.ts";
import { findLogins } from "../../src-main/accounts/transfer/import-credentials.ts";
import { madeUpJwt } from "../support/made-up-tokens.ts";
import { desktopPorts } from "../support/desktop-ports.ts";
import { startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

const now = Date.UTC(2026, 10, 20, 12);

const words = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
const accounts = fc
  .uniqueArray(
    fc.record({
      user: words,
      workspace: words,
      email: fc.option(words, { nil: undefined }),
      plan: fc.constantFrom("free", "plus", "pro", "team"),
      refresh: fc.option(words, { nil: null }),
      identity: fc.boolean(),
      label: fc.option(
        words.filter((label) => label.trim() === label),
        { nil: null },
      ),
      excluded: fc.array(words, { maxLength: 3 }),
      refreshedAt: fc.integer({ min: 1, max: now }),
    }),
    { minLength: 1, maxLength: 6, selector: ({ user, workspace }) => `${user}\n${workspace}` },
  )
  .map((all) =>
    all.map(({ refresh, identity, label, excluded, refreshedAt, ...who }, index): Account => {
      const claims = { user: who.user, workspace: who.workspace, plan: who.plan };
      const token = madeUpJwt(who.email === undefined ? claims : { ...claims, email: who.email });
      const login = loginFromTokens({
        idToken: identity ? token : null,
        accessToken: token,
        refreshToken: refresh,
        refreshedAt,
      });
      return {
        ...login!,
        id: `acc_${index}`,
        label,
        paused: false,
        addedAt: 0,
        deadSince: null,
        excludedModels: excluded,
        linked: null,
        proxy: null,
      };
    }),
  );

test("import(export(x)) = x", () => {
  fc.assert(
    fc.property(accounts, (all) => {
      const { text, fileName, exported, skipped } = exportLogins(all, now);
      expect(exported).toEqual(all.map(({ id }) => id));
      expect(skipped).toEqual([]);
      const found = findLogins([{ name: fileName, text }], now).map((entry) => entry.found);
      expect(found).toEqual(
        all.map(({ tokens, userId, workspaceId, email, plan, fedramp, subscriptionUntil, ...rest }) => ({
          login: { tokens, userId, workspaceId, email, plan, fedramp, subscriptionUntil },
          label: rest.label,
          excludedModels: rest.excludedModels,
        })),
      );
    }),
    { numRuns: 200 },
  );
});

test("a linked and a sealed login stay; each says why, without a token", () => {
  fc.assert(
    fc.property(accounts, ([one]) => {
      const linked = { ...one!, linked: { codexHome: "/somewhere" } };
      const told = exportLogins([linked, { ...one!, tokens: null }], now);
      expect(told.exported).toEqual([]);
      expect(told.skipped.map(({ problem }) => problem.code)).toEqual([
        "export_impossible",
        "export_impossible",
      ]);
      expect(JSON.stringify(told)).not.toContain(one!.tokens!.accessToken);
    }),
    { numRuns: 20 },
  );
});

test("an export carries accounts to a fresh folder, where they work", async () => {
  const from = await startSwitchyard({ signIn: ["one", "two"] });
  const [one] = await from.client.accounts.list();
  await from.client.accounts.setLabel({ id: one!.id, label: "At work" });
  const ids = (await from.client.accounts.list()).map(({ id }) => id);
  const made = await from.client.accounts.export({ ids, by: "command-line" });
  await from.switchyard.close();

  const to = await startSwitchyard({
    signIn: [],
    env: {
      SWITCHYARD_CODEX_BASE_URL: from.simulator.codexBaseUrl,
      SWITCHYARD_AUTH_BASE_URL: from.simulator.authBaseUrl,
    },
  });
  const files = [{ name: made.fileName, text: made.text }];
  expect(await to.client.accounts.importFiles({ files })).toEqual({ added: ids, renewed: [], skipped: [] });
  const refreshed = await to.client.accounts.refresh({ id: ids[0]! });
  expect(refreshed).toMatchObject({ label: "At work", health: "ok", exportedAt: null });
  expect(from.simulator.requests.to("/oauth/token")).toHaveLength(1);
});

test("what was exported, when and from where is kept across starts, without a token", async () => {
  const { client, dataFolder, switchyard } = await startSwitchyard({ signIn: ["one", "two"] });
  const [one, two] = await client.accounts.list();
  expect(one?.exportedAt).toBeNull();
  const { text } = await client.accounts.export({ ids: [one!.id], by: "window" });
  expect(await client.accounts.list()).toMatchObject([
    { exportedAt: expect.any(Number) },
    { exportedAt: null },
  ]);
  await switchyard.close();
  const file = path.join(dataFolder, "exports.jsonl");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    at: expect.any(Number),
    by: "window",
    accounts: [one!.id],
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { accounts } = JSON.parse(text) as { accounts: { tokens: Record<string, string> }[] };
  for (const token of Object.values(accounts[0]!.tokens))
    expect(readFileSync(file, "utf8")).not.toContain(token);

  appendFileSync(file, '{"at":5,"by":"win');
  const again = await openExportRecord(file, () => {});
  expect([again.lastOf(one!.id), again.lastOf(two!.id)]).toEqual([expect.any(Number), null]);
});

test("a line that was cut off does not swallow the next one", async () => {
  const file = path.join(await temporaryFolder(), "exports.jsonl");
  appendFileSync(file, '{"at":5,"by":"win');
  await (await openExportRecord(file, () => {})).add({ at: 7, by: "window", accounts: ["a"] });
  expect((await openExportRecord(file, () => {})).lastOf("a")).toBe(7);
});

test("without a desktop nobody can be asked where to", async () => {
  const { client } = await startSwitchyard();
  const [one] = await client.accounts.list();
  await expect(client.accounts.exportToFile({ ids: [one!.id] })).rejects.toMatchObject({
    code: "bad_request",
  });
  expect((await client.accounts.list())[0]?.exportedAt).toBeNull();
});

test("the desktop writes where the person chose, for this person alone, and nothing when they chose nothing", async () => {
  const chosen = { path: null as string | null };
  const { client } = await startSwitchyard({
    compose: {
      desktop: desktopPorts({ chooseFile: async () => chosen.path }),
    },
  });
  const ids = (await client.accounts.list()).map(({ id }) => id);
  expect((await client.accounts.exportToFile({ ids })).path).toBeNull();
  expect((await client.accounts.list())[0]?.exportedAt).toBeNull();
  chosen.path = path.join(await temporaryFolder(), "auth-of-all.json");
  expect(await client.accounts.exportToFile({ ids })).toEqual({
    path: chosen.path,
    exported: ids,
    skipped: [],
  });
  expect(statSync(chosen.path).mode & 0o777).toBe(0o600);
  expect(
    findLogins([{ name: "auth-of-all.json", text: readFileSync(chosen.path, "utf8") }], now),
  ).toMatchObject([{ found: { login: { email: "one@example.com" } } }]);
});
