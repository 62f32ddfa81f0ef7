/** The command line as real processes: alone, and beside a running `serve`. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test, vi } from "vitest";
import { demoAccounts } from "../../src-main/simulator/accounts/demo-accounts.ts";
import { begin } from "../support/command-line.ts";
import { importAccount, place, situations } from "../support/command-place.ts";
import { claimSignInPorts } from "../support/sign-in-ports.ts";
import { temporaryFolder } from "../support/switchyard.ts";

// Every command is a process: a busy computer starts them slowly.
vi.setConfig({ testTimeout: 120_000 });

describe.each(situations)("%s", (_, prepare) => {
  test("accounts: import, list, use, label, disable, enable, remove", async () => {
    const here = await place();
    const { cli, list } = here;
    await prepare(here);
    expect(await cli(["accounts"])).toMatchObject({ code: 0, out: expect.stringContaining("No account") });
    expect(await importAccount(here, "one")).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 added, 0 renewed"),
    });
    await importAccount(here, "two");
    expect(await list()).toMatchObject([
      { email: "one@example.com", active: true },
      { email: "two@example.com", active: false },
    ]);
    expect(await cli(["accounts", "use", "two@example.com"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("Requests now go to two@example.com"),
    });
    expect((await cli(["accounts", "label", "two@example.com", "at", "work"])).code).toBe(0);
    expect((await cli(["accounts", "disable", "at work"])).out).toContain("paused");
    expect(await list()).toMatchObject([
      { active: false, paused: false },
      { active: true, paused: true, label: "at work" },
    ]);
    expect((await cli(["accounts", "enable", "at work"])).out).toContain("used again");
    const address = "http://me:not-a-real-one@127.0.0.1:3128";
    const proxied = await cli(["accounts", "proxy", "at work", "-"], `${address}\n`);
    expect(proxied.out).toContain("at work (plus) goes through http://…@127.0.0.1:3128.");
    expect((await list())[1]?.proxy).toBe("http://…@127.0.0.1:3128");
    expect((await cli(["accounts", "proxy", "at work", "nonsense"])).code).toBe(1);
    expect((await cli(["accounts", "proxy", "at work"])).code).toBe(2);
    expect((await cli(["accounts", "proxy", "at work", "none"])).out).toContain("uses no proxy");
    expect((await cli(["accounts", "proxy", "at work", "default"])).out).toContain("the way of the settings");
    expect((await cli(["accounts", "label", "at work"])).code).toBe(0);
    expect((await cli(["accounts", "remove", "one@example.com"])).out).toContain("Signed out and removed");
    expect(await list()).toMatchObject([{ email: "two@example.com", label: null, paused: false }]);
    const revoked = here.simulator.requests.to("/oauth/revoke").map((request) => request.body);
    expect(revoked).toMatchObject([{ token: expect.stringMatching(/^rt_fake\.one\./) }]);
  });

  test("status shows every window, in words and as JSON", async () => {
    const here = await place();
    await prepare(here);
    expect((await here.cli(["status"])).out).toContain("No account is signed in");
    await importAccount(here, "one");
    const { code, out } = await here.cli(["status"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Gateway: /);
    expect(out).toContain("● one@example.com (plus): ready");
    expect(out).toMatch(/5 h\s+█+░+\s+90 % left, resets/);
    expect(out).toMatch(/Week\s+█+░+\s+80 % left/);
    const json = JSON.parse((await here.cli(["status", "--json"])).out) as Record<string, unknown>;
    expect(json).toMatchObject({
      gateway: { state: expect.any(String) },
      accounts: [{ limits: { windows: [{ minutes: 300 }, { minutes: 10_080 }] } }],
    });
  });

  test("models, as known and asked anew", async () => {
    const here = await place();
    await prepare(here);
    expect(await here.cli(["models"])).toMatchObject({ code: 0, error: "Source: built-in.\n" });
    expect(await here.cli(["models", "--refresh"])).toMatchObject({
      code: 1,
      error: expect.stringContaining("Sign in first"),
    });
    await importAccount(here, "one");
    const fresh = await here.cli(["models", "--refresh"]);
    expect(fresh.error).toMatch(/^Source: live, read at /);
    expect(fresh.out).toMatch(/^gpt-5\.5 +\d+k context +low medium/m);
    const json = JSON.parse((await here.cli(["models", "--json"])).out) as { models: object[] };
    expect(json.models.length).toBeGreaterThan(3);
  });

  test("login by pasting, with a label; logout", async () => {
    await claimSignInPorts();
    const here = await place();
    await prepare(here);
    const login = begin(["login", "--paste", "--label", "mine"], { env: here.env, keepInput: true });
    const [authorize] = await login.says(/http:\S+\/oauth\/authorize\S+/);
    const answer = await fetch(`${authorize}&account=one`, { redirect: "manual" });
    login.process.stdin?.end(`${answer.headers.get("location")}\n`);
    const { code, out, error } = await login.done;
    expect(error).not.toMatch(/ac_fake|rt_fake/);
    expect([code, out]).toEqual([0, "Signed in: mine (plus).\n"]);
    expect(await here.list()).toMatchObject([{ label: "mine", email: "one@example.com" }]);
    expect(await here.cli(["logout"])).toMatchObject({ code: 0, out: "Signed out mine (plus).\n" });
    expect(await here.cli(["logout"])).toMatchObject({ code: 1, error: "No account is signed in.\n" });
  });

  test("login with a code on another device", async () => {
    const here = await place();
    await prepare(here);
    const login = begin(["login", "--device", "--json"], { env: here.env });
    const [, userCode = ""] = await login.says(/enter the code (\S+)/);
    expect(here.simulator.decideDevice(userCode, "two")).toBe("");
    const { code, out } = await login.done;
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ account: expect.stringMatching(/^acc_/), renewed: false });
    const denied = begin(["login", "--device"], { env: here.env });
    const [, again = ""] = await denied.says(/enter the code (\S+)/);
    here.simulator.decideDevice(again, null);
    expect(await denied.done).toMatchObject({ code: 1, error: expect.stringContaining("refused") });
  });

  test("what does not work exits with 1 and says why", async () => {
    const here = await place();
    await prepare(here);
    const broken = path.join(here.home, "key.json");
    writeFileSync(broken, JSON.stringify({ OPENAI_API_KEY: "not-a-real-key" }));
    const cases: [string[], RegExp][] = [
      [["accounts", "use", "nobody"], /There is no account "nobody"\. .*accounts list/],
      [["logout", "nobody"], /There is no account "nobody"/],
      [["accounts", "import", path.join(here.home, "missing.json")], /missing\.json is not there/],
      [["accounts", "import", broken], /holds an API key and no ChatGPT login/],
    ];
    for (const [args, words] of cases) {
      const finished = await here.cli(args);
      expect(finished.error).toMatch(words);
      expect(finished.error).not.toContain("not-a-real-key");
      expect(finished.code).toBe(1);
    }
    await claimSignInPorts();
    const pasted = await here.cli(["login", "--paste"], "hello\n");
    expect(pasted).toMatchObject({ code: 1, error: expect.stringContaining("it has no code in it") });
  });
});

test("a command alone asks the backend nothing it was not told to, and leaves nothing running", async () => {
  const here = await place();
  await importAccount(here, "one");
  await here.cli(["accounts", "list"]);
  await here.cli(["accounts", "label", "one@example.com", "x"]);
  expect(here.simulator.requests.entries).toEqual([]);
  for (const trace of ["control.json", "owner.lock"]) expect(readdirSync(here.home)).not.toContain(trace);
});

test("the same e-mail twice: the command asks for the id", async () => {
  const here = await place([...demoAccounts]);
  await importAccount(here, "robin-plus");
  await importAccount(here, "robin-team");
  const ambiguous = await here.cli(["accounts", "use", "robin@example.com"]);
  expect(ambiguous).toMatchObject({
    code: 1,
    error: expect.stringContaining("names 2 accounts. Use the id."),
  });
  const [, team] = await here.list();
  expect((await here.cli(["accounts", "use", team?.id ?? ""])).code).toBe(0);
});

test("--home chooses the data folder, before and behind the command", async () => {
  const here = await place();
  await importAccount(here, "one");
  const elsewhere = await temporaryFolder();
  for (const args of [
    ["accounts", "list", "--home", elsewhere],
    ["--home", elsewhere, "accounts", "list"],
    [`--home=${elsewhere}`, "accounts", "list"],
  ])
    expect(await here.cli(args)).toMatchObject({ code: 0, out: expect.stringContaining("No account") });
  expect(readFileSync(path.join(here.home, "accounts.json"), "utf8")).toContain("one@example.com");
});
