/** Budgets and keys of single tools, from the command line. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { amountOf } from "../../../src-main/cli/commands/week/budgets.ts";
import { place, signedIn, startServe } from "../../support/command-place.ts";

vi.setConfig({ testTimeout: 60_000 });

test.each([
  ["200000", { tokens: 200_000, requests: null }],
  ["2.5M", { tokens: 2_500_000, requests: null }],
  ["40k tokens", { tokens: 40_000, requests: null }],
  ["500req", { tokens: null, requests: 500 }],
])("%s", (text, amount) => expect(amountOf(text)).toEqual(amount));

test.each(["", "0", "-1", "20%", "many", "1.2.3"])("%j is no amount", (text) => {
  expect(() => amountOf(text)).toThrow(/is no amount/);
});

test("an account's reserve is a setting, by its id", async () => {
  const { home, cli, list } = await signedIn();
  const [account] = await list();
  const reserves = () => {
    const { routing } = JSON.parse(readFileSync(path.join(home, "settings.json"), "utf8")) as {
      routing?: { reserves?: object };
    };
    return routing?.reserves;
  };
  expect((await cli(["accounts", "reserve", "one@example.com", "20%"])).out).toMatch(/^20 % of one@/);
  expect(reserves()).toEqual({ [account?.id ?? ""]: 20 });
  expect((await cli(["accounts", "reserve", "one@example.com", "120"])).code).toBe(2);
  expect((await cli(["accounts", "reserve", "one@example.com", "0"])).out).toMatch(/^Nothing is kept/);
});

test("a key of its own is shown once, kept as a hash, and has its budget", async () => {
  const here = await place();
  const { cli } = here;
  const { gateway } = await startServe(here);
  const made = await cli(["keys", "add", "cline", "--models", "gpt-5.5", "--expires", "30d"]);
  const key = made.out.trim();
  expect(key).toMatch(/^syk-[0-9a-f]{48}$/);
  expect(readFileSync(path.join(here.home, "settings.json"), "utf8")).not.toContain(key);
  expect((await cli(["keys", "add", "cline"])).code).toBe(2);
  expect((await cli(["keys", "list"])).out).toMatch(/^cline: gpt-5\.5, until /);
  const set = await cli(["budgets", "set", "key:cline", "500req", "--per", "week"]);
  expect(set.out).toMatch(/^key:cline: 0 of 500 requests a week \(0 %\), anew .*, then refuse/);
  const ask = async () =>
    (await fetch(`${gateway}/models`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect(await ask()).toBe(200);
  expect((await cli(["keys", "remove", "cline"])).code).toBe(0);
  expect(await ask()).toBe(401);
  expect((await cli(["budgets", "remove", "KEY:cline"])).code).toBe(0);
  expect((await cli(["budgets", "list"])).out).toMatch(/^No budgets/);
});
