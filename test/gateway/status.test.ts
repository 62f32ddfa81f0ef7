import { networkInterfaces } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { compose } from "../../src-main/compose/compose.ts";
import { statusLine } from "../../src-main/cli/text/status-line.ts";
import type { LimitsAnswer } from "../../src-shared/limits/limits-answer.ts";
import { windowsOf, type StatusBody } from "./status-body.ts";
import { plainAccounts, postJson, startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

const status = async (url: string) => (await (await fetch(`${url}/v1/status`)).json()) as StatusBody;

test("the present account stands at the top, all of them below, with every window", async () => {
  const { url, client } = await startSwitchyard({ signIn: ["one", "two"] });
  const [one, two] = await client.accounts.list();
  for (const account of [one, two]) await client.accounts.refreshLimits({ id: account?.id ?? "" });
  const body = await status(url);
  expect(body).toMatchObject({
    id: one?.id,
    account_id: plainAccounts[0]?.workspaceId,
    active: true,
    available: true,
    name: "Account one",
    email: "one@example.com",
    structure: "personal",
    plan: "plus",
    account: { email: "one@example.com", plan: "plus" },
    has_active_subscription: true,
    credits_balance: "0",
    credits: { has_credits: false, unlimited: false, balance: "0" },
    warnings: [],
  });
  expect(body.accounts.map((account) => [account.email, account.active])).toEqual([
    ["one@example.com", true],
    ["two@example.com", false],
  ]);
  expect(windowsOf(body)).toEqual([
    ["5 h", 90],
    ["Week", 80],
  ]);
  expect(body.rate_limits.map(({ window }) => window)).toEqual(["5h", "weekly"]);
  const [window] = body.rate_limits;
  const inSeconds = window?.reset_in_seconds ?? 0;
  expect(Math.abs(inSeconds - 200 * 60)).toBeLessThan(60);
  expect(window?.reset_at_local).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  expect(Date.parse(window?.reset_at_local ?? "")).toBe((window?.reset_at ?? 0) * 1000);
  expect(Math.abs((body.token?.remaining_seconds ?? 0) - 10 * 86_400)).toBeLessThan(60);
  expect(Date.parse(body.token?.expires_at_local ?? "")).toBe((body.token?.expires_at ?? 0) * 1000);
  expect(body.subscription?.active_until).toBeGreaterThan(Date.now() / 1000);
});

test("what is not known is null, and what needs attention is said", async () => {
  const { url, client, simulator } = await startSwitchyard();
  expect((await status(url)).rate_limits_read_at).not.toBe(0);
  const window = simulator.account("one").windows[0];
  if (window) window.usedPercent = 93;
  const [account] = await client.accounts.list();
  await client.accounts.refreshLimits({ id: account?.id ?? "" });
  await client.accounts.setPaused({ id: account?.id ?? "", paused: true });
  expect(await status(url)).toMatchObject({
    available: false,
    warnings: ["one@example.com is paused.", "one@example.com has 7 % left of its 5 h limit."],
  });
});

test("without an account it says so", async () => {
  const { url } = await startSwitchyard({ signIn: [] });
  expect(await status(url)).toEqual({ warnings: ["No account is signed in."], accounts: [] });
});

test("no token is part of it", async () => {
  const { url } = await startSwitchyard();
  expect(await (await fetch(`${url}/v1/status`)).text()).not.toMatch(/rt_fake|eyJ/);
});

test("a token is renewed on demand: of the present account, or of the one that is named", async () => {
  const { url, simulator } = await startSwitchyard({ signIn: ["one", "two"] });
  const renewed = () => simulator.requests.to("/oauth/token").map((request) => request.body);
  const first = await fetch(`${url}/v1/auth/refresh`, { method: "POST" });
  expect(await first.json()).toMatchObject({ email: "one@example.com", active: true });
  expect(renewed()).toMatchObject([{ refresh_token: expect.stringContaining(".one.") as string }]);
  const second = await postJson(`${url}/v1/auth/refresh`, { account: "two@example.com" });
  expect(await second.json()).toMatchObject({ email: "two@example.com" });
  expect(renewed()[1]).toMatchObject({ refresh_token: expect.stringContaining(".two.") as string });
  const unknown = await postJson(`${url}/v1/auth/refresh`, { account: "nobody" });
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ error: { code: "account_not_found" } });
});

test("a login that has ended is told as such", async () => {
  const { url, simulator } = await startSwitchyard();
  simulator.script.next({
    method: "POST",
    path: "/oauth/token",
    reply: { status: 401, body: { error: { code: "refresh_token_expired" } } },
  });
  const response = await fetch(`${url}/v1/auth/refresh`, { method: "POST" });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: { code: "sign_in_needed" } });
  expect((await status(url)).warnings[0]).toBe("one@example.com needs a new sign-in.");
});

const outside = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === "IPv4" && !each.internal)?.address;

test.skipIf(outside === undefined)(
  "from another computer neither is answered, with the key or without",
  async () => {
    const key = "made-up-local-key";
    const switchyard = await compose({
      version: "0.0.0-test",
      dataFolder: await temporaryFolder(),
      env: {
        SWITCHYARD_HOST: "0.0.0.0",
        SWITCHYARD_PORT: "0",
        SWITCHYARD_CONSOLE_PORT: "0",
        SWITCHYARD_API_KEY: key,
        SWITCHYARD_LOG_LEVEL: "silent",
      },
    });
    onTestFinished(() => switchyard.close());
    const { port } = await switchyard.client.gateway.start();
    const headers = { authorization: `Bearer ${key}` };
    const ask = (host: string, path: string, method: string) =>
      fetch(`http://${host}:${port}${path}`, { method, headers }).then((response) => response.status);
    expect(await ask("127.0.0.1", "/v1/status", "GET")).toBe(200);
    expect(await ask(outside ?? "", "/v1/status", "GET")).toBe(403);
    expect(await ask(outside ?? "", "/v1/auth/refresh", "POST")).toBe(403);
  },
);

test("limits: what is left of every account, at once and without asking the backend", async () => {
  const { url, simulator, client } = await startSwitchyard();
  const [account] = await client.accounts.list();
  await client.accounts.refreshLimits({ id: account?.id ?? "" });
  const asked = simulator.requests.to("/backend-api/wham/usage").length;
  const answer = (await (await fetch(`${url}/v1/limits`)).json()) as LimitsAnswer;
  const [first] = answer.accounts;
  expect(first).toMatchObject({ id: account?.id, active: true });
  expect(first?.windows.map(({ name }) => name)).toEqual(["5 h", "Week"]);
  for (const { left_percent: left, resets_at: reset } of first?.windows ?? []) {
    expect(left).toBeGreaterThanOrEqual(0);
    expect(Date.parse(reset ?? "")).toBeGreaterThan(Date.now());
  }
  expect(simulator.requests.to("/backend-api/wham/usage")).toHaveLength(asked);
  expect(JSON.stringify(answer)).not.toMatch(/rt_fake|eyJ/);
});

test("a status line fills in what is known, and a dash where nothing is", () => {
  const now = Date.parse("2026-11-30T12:00:00Z");
  const five = { name: "5 h", minutes: 300, left_percent: 71.9, resets_at: "2026-11-30T14:05:00Z" };
  const account = { id: "a", name: "me@home", active: true, windows: [five], read_at: null };
  const clock = new Date(five.resets_at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  expect(statusLine(account, "{account}: {windows}", now)).toBe("me@home: 5 h 71%");
  expect(statusLine(account, "{5h} until {5h-reset}, {week} {week-reset} {other}", now)).toBe(
    `71% until ${clock}, – – {other}`,
  );
  expect(statusLine({ ...account, windows: [] }, "{windows}", now)).toBe("–");
});
