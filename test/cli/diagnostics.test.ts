/** The bundle: what is in it, what never is, and that it is searched before it is saved. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { findSecrets } from "../../src-main/cli/diagnostics/find-secrets.ts";
import { importAccount, signedIn, startServe, type Place } from "../support/command-place.ts";
import { hello, postJson } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 120_000 });

interface Stored {
  accounts: { id: string; workspaceId: string; tokens: Record<string, unknown> }[];
}

function secretsOf({ home }: Place): string[] {
  const { accounts } = JSON.parse(readFileSync(path.join(home, "accounts.json"), "utf8")) as Stored;
  return accounts.flatMap(({ id, workspaceId, tokens }) => [
    id,
    workspaceId,
    ...Object.values(tokens).filter((value) => typeof value === "string"),
  ]);
}

test("beside a serve: versions, health, requests and log, and nothing of whom it is about", async () => {
  const here = await signedIn();
  await importAccount(here, "two");
  await here.cli(["accounts", "label", "two@example.com", "my employer"]);
  const serve = await startServe(here, ["--api-key", "not-a-real-key"]);
  await postJson(`${serve.gateway}/chat/completions`, hello, { authorization: "Bearer not-a-real-key" });
  const file = path.join(here.home, "bundle.json");
  const { code, out, error } = await here.cli(["diagnostics", "-o", file]);
  expect([code, out, error]).toEqual([0, `${file}\n`, "Read it before you send it to anybody.\n"]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = readFileSync(file, "utf8");
  expect(JSON.parse(text)).toMatchObject({
    kind: "switchyard diagnostics",
    running: true,
    app: { dataFolder: "DATA" },
    system: { node: process.versions.node },
    gateway: { state: "running" },
    settings: { values: { gateway: { apiKey: "set", platformKey: null } } },
    accounts: [
      { name: "account 1", plan: "plus", health: "ok" },
      { name: "account 2", plan: "plus", health: "ok" },
    ],
    requests: [{ accountId: "account 1", outcome: "ok", endpoint: "/v1/chat/completions" }],
    log: expect.arrayContaining([expect.stringContaining("gateway started")]),
  });
  for (const secret of [
    ...secretsOf(here),
    "example.com",
    "my employer",
    "not-a-real-key",
    here.home,
    "hello",
  ])
    expect(text).not.toContain(secret);
});

test("alone it works too; a secret that slipped into the log stops it", async () => {
  const here = await signedIn();
  const file = path.join(here.home, "bundle.json");
  expect(await here.cli(["diagnostics", "-o", file, "--json"])).toMatchObject({
    code: 0,
    out: `{"file":"${file}"}\n`,
  });
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    running: false,
    accounts: [{ name: "account 1" }],
  });
  const other = path.join(here.home, "other.json");
  const log = path.join(here.home, "logs/switchyard.log");
  mkdirSync(path.dirname(log), { recursive: true });
  const refresh = secretsOf(here).find((each) => each.startsWith("rt_")) ?? "";
  expect(refresh).not.toBe("");
  for (const slip of [refresh, "somebody@example.org", "Authorization: Bearer abcdefghij"]) {
    writeFileSync(log, `{"msg":${JSON.stringify(slip)}}\n`);
    const refused = await here.cli(["diagnostics", "-o", other]);
    expect(refused).toMatchObject({ code: 1, out: "", error: expect.stringContaining("was not saved") });
    expect(refused.error).not.toContain(slip);
    expect(existsSync(other)).toBe(false);
  }
});

test.each([
  ["eyJhbGciOiJub25lIn0.eyJzdWIiOiJmYWtlIn0.", "a signed token"],
  ["sk-fake0000000000000000", "an API key"],
  ["rt_fake000000000000000", "a refresh token"],
  ["someone@example.org", "an e-mail address"],
  ["authorization: bearer fake.token", "a bearer header"],
])("%s looks like %s", (text, name) => {
  expect(findSecrets(`before ${text} after`, new Set())).toEqual([name]);
});

test("what is known is found in whatever place, escaped too; the rest is clean", () => {
  const known = new Set(['my "label"']);
  expect(findSecrets(JSON.stringify({ text: 'of my "label".' }), known)).toHaveLength(1);
  expect(findSecrets(JSON.stringify({ version: "1.2.3", model: "gpt-5.5", at: "12:00" }), known)).toEqual([]);
});
