/** Accounts in and out by the command line, as real processes. */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { run } from "../support/command-line.ts";
import { place, importAccount, situations } from "../support/command-place.ts";
import { makeZip } from "../support/make-zip.ts";
import { authJson, plainAccounts } from "../support/switchyard.ts";

// Every command is a process: a busy computer starts them slowly.
vi.setConfig({ testTimeout: 120_000 });

describe.each(situations)("%s", (_, prepare) => {
  test("several files at once: looked at without a change, then taken over", async () => {
    const here = await place();
    await prepare(here);
    const zip = path.join(here.home, "all.zip");
    const two = authJson(here.simulator, "two");
    writeFileSync(
      zip,
      makeZip([
        { path: "accounts/two.json", content: two },
        { path: "readme.md", content: "hello" },
      ]),
    );
    const one = path.join(here.home, "one.json");
    writeFileSync(one, authJson(here.simulator, "one"));
    const looked = await here.cli(["accounts", "import", one, zip, "--dry-run"]);
    expect(looked).toMatchObject({ code: 0, error: "" });
    expect(looked.out).toMatch(/one\.json: one@example\.com \(plus, workspace \S+\) will be added/);
    expect(looked.out).toContain("all.zip: accounts/two.json: two@example.com");
    expect(looked.out).toContain("all.zip: readme.md: ignored");
    expect(looked.out).toContain("once Switchyard renews it, the program it came from is signed out");
    expect(await here.list()).toEqual([]);

    const taken = await here.cli(["accounts", "import", one, zip]);
    expect(taken).toMatchObject({ code: 0, out: expect.stringContaining("2 added, 0 renewed") });
    const again = await here.cli(["accounts", "import", one, zip, "--json"]);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toMatchObject({ added: [], renewed: [] });

    writeFileSync(one, "access_token = abc");
    const broken = await here.cli(["accounts", "import", one, zip]);
    expect(broken).toMatchObject({ code: 1, error: expect.stringContaining("one.json is not JSON.") });
    expect((await here.cli(["accounts", "import", path.join(here.home, "none.json")])).error).toContain(
      "none.json is not there",
    );
  });

  test("an export: 0600, never over another file, on record, and good for a fresh folder", async () => {
    const here = await place();
    await prepare(here);
    await importAccount(here, "one");
    await importAccount(here, "two");
    const file = path.join(here.home, "auth-of-all.json");
    const made = await here.cli(["accounts", "export", "--all", "-o", file]);
    expect(made).toMatchObject({ code: 0, out: `2 exported to ${file}\n` });
    expect(made.error).toContain("Whoever holds this file holds the login");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await here.list()).map(({ exportedAt }) => exportedAt)).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);

    const before = readFileSync(file, "utf8");
    expect(await here.cli(["accounts", "export", "two@example.com", "-o", file])).toMatchObject({
      code: 1,
      error: expect.stringContaining("exists already"),
    });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(readFileSync(path.join(here.home, "exports.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
    expect((await here.cli(["accounts", "export", "two@example.com", "-o", file, "--force"])).code).toBe(0);
    expect((JSON.parse(readFileSync(file, "utf8")) as { accounts: unknown[] }).accounts).toHaveLength(1);

    // The one place where tokens are shown, because it was asked for.
    const shown = await run(["accounts", "export", "one@example.com", "-o", "-"], { env: here.env });
    expect(JSON.parse(shown.out)).toMatchObject({ accounts: [{ email: "one@example.com" }] });

    const fresh = { ...here.env, SWITCHYARD_HOME: path.join(here.home, "fresh") };
    expect((await run(["accounts", "import", file], { env: fresh })).out).toContain("1 added, 0 renewed");
  });

  test("a reset credit is spent only with --yes", async () => {
    const here = await place(plainAccounts.map((account) => ({ ...account, resetDays: [4] })));
    await prepare(here);
    await importAccount(here, "one");
    expect((await here.cli(["status"])).out).toMatch(/Reset credits: 1, the next expires .+\(just now\)/);
    expect(await here.cli(["accounts", "use-reset", "one@example.com"])).toMatchObject({
      code: 2,
      error: expect.stringContaining("--yes"),
    });
    const consumed = "/backend-api/wham/rate-limit-reset-credits/consume";
    expect(here.simulator.requests.to(consumed)).toEqual([]);
    expect(await here.cli(["accounts", "use-reset", "one@example.com", "--yes"])).toMatchObject({
      code: 0,
      out: "Its limits begin anew.\n",
    });
    expect(here.simulator.requests.to(consumed)).toHaveLength(1);
  });
});

test("Codex's own login cannot be exported, and an export wants to know of which accounts", async () => {
  const here = await place();
  writeFileSync(path.join(here.home, "auth.json"), authJson(here.simulator, "one"), { mode: 0o600 });
  expect((await here.cli(["accounts", "link", here.home])).code).toBe(0);
  const file = path.join(here.home, "auth-of-all.json");
  expect(await here.cli(["accounts", "export", "--all", "-o", file])).toMatchObject({
    code: 1,
    error: expect.stringContaining("follows Codex's own login"),
  });
  expect(existsSync(file)).toBe(false);
  expect(existsSync(path.join(here.home, "exports.jsonl"))).toBe(false);
  expect((await here.cli(["accounts", "export"])).code).toBe(2);
  expect((await here.cli(["accounts", "export", "one@example.com", "--all"])).code).toBe(2);
});
