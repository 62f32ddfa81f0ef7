/** Accounts in the whole program: ending at the wrong moment, refused tokens, removal. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { AdminClient } from "../../src-main/compose/compose.ts";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { createGate } from "../../src-main/simulator/answers/gate.ts";
import { startSwitchyard } from "../support/switchyard.ts";

const accountsOf = (folder: string) => readFileSync(path.join(folder, "accounts.json"), "utf8");

/** The one account, once the limits that a new account is asked for are there. */
async function quietAccount(client: AdminClient): Promise<string> {
  await expect.poll(async () => (await client.accounts.list())[0]?.limits).not.toBeNull();
  return (await client.accounts.list())[0]?.id ?? "";
}

test("a renewal under way when the program ends is finished and kept", async () => {
  const { client, simulator, switchyard, dataFolder } = await startSwitchyard({
    signIn: [],
    simulator: { accessTokenSeconds: 3600 },
  });
  const gate = createGate();
  const issued = simulator.issueTokens("one", { expiresInSeconds: 60 });
  simulator.script.next({ method: "POST", path: "/oauth/token", headersGate: gate });
  const { idToken: id_token, accessToken: access_token, refreshToken: refresh_token } = issued;
  const text = JSON.stringify({ id_token, access_token, refresh_token });
  await client.accounts.importFiles({ files: [{ name: "one", text }] });
  await gate.reached;
  let closed = false;
  const closing = switchyard.close().then(() => (closed = true));
  await expect.poll(() => existsSync(path.join(dataFolder, "control.json"))).toBe(false);
  expect(closed).toBe(false);
  gate.open();
  await closing;
  expect(accountsOf(dataFolder)).toMatch(/rt_fake\.one\.\w+\.1"/);
});

test("a token that the backend refuses while limits are read is renewed, not given up", async () => {
  const { client, simulator } = await startSwitchyard();
  const id = await quietAccount(client);
  simulator.script.next({ method: "GET", path: "/backend-api/wham/usage", reply: failures.tokenExpired() });
  expect(await client.accounts.refreshLimits({ id })).toMatchObject({ health: "ok" });
  expect(simulator.requests.to("/oauth/token").map((request) => request.body)).toMatchObject([
    { refresh_reason: "unauthorized_recovery" },
  ]);
});

test("a login that the backend refuses also after a renewal is trouble: only the issuer ends one", async () => {
  const { client, simulator } = await startSwitchyard();
  const id = await quietAccount(client);
  const reply = failures.tokenRevoked();
  simulator.script.next({ method: "GET", path: "/backend-api/wham/usage", reply, times: 2 });
  await expect(client.accounts.refreshLimits({ id })).rejects.toMatchObject({
    code: "login_refused",
    data: { advice: expect.stringContaining("tried again by itself") },
  });
  expect(await client.accounts.list()).toMatchObject([{ health: "trouble" }]);
  await client.accounts.refreshLimits({ id });
  expect(await client.accounts.list()).toMatchObject([{ health: "ok", lastProblem: null }]);
});

test("removing an account revokes its login at the issuer, and removes it whatever the issuer says", async () => {
  const { client, simulator, dataFolder } = await startSwitchyard({ signIn: ["one", "two"] });
  const [one, two] = await client.accounts.list();
  const rest = await client.accounts.remove({ id: one?.id ?? "" });
  expect(rest).toMatchObject([{ id: two?.id, active: true }]);
  expect(simulator.requests.to("/oauth/revoke").map((request) => request.body)).toMatchObject([
    { token: expect.stringMatching(/^rt_fake\.one\./), token_type_hint: "refresh_token" },
  ]);
  simulator.script.next({ method: "POST", path: "/oauth/revoke", reply: { status: 500, body: "" } });
  expect(await client.accounts.remove({ id: two?.id ?? "" })).toEqual([]);
  expect(accountsOf(dataFolder)).not.toContain("rt_fake");
});
