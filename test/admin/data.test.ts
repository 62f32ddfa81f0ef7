/** What Switchyard keeps: shown, handed out without secrets, and wiped for good. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { LiveEvent } from "../../src-shared/contract/live.ts";
import { desktopPorts } from "../support/desktop-ports.ts";
import { hello, postJson, startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

const nothing = { usage: false, accounts: false, settings: false };

test("the folder is opened where there is a desktop, and refused elsewhere", async () => {
  const opened: string[] = [];
  const desktop = desktopPorts({ showFolder: async (folder) => void opened.push(folder) });
  const { client, dataFolder } = await startSwitchyard({ compose: { desktop } });
  await client.data.showFolder();
  expect(opened).toEqual([dataFolder]);
  const headless = await startSwitchyard();
  await expect(headless.client.data.showFolder()).rejects.toMatchObject({ data: { code: "bad_request" } });
});

test("settings are handed out as far as they were set, without secrets", async () => {
  const { client } = await startSwitchyard();
  await client.settings.update({
    gateway: { apiKey: "sy-not-a-real-key", bodyLimitMb: 12 },
    network: { proxyUrl: "http://name:password@127.0.0.1:1" },
  });
  expect(JSON.parse(await client.data.settings())).toEqual({ gateway: { bodyLimitMb: 12 } });
});

test("wiping the usage leaves no row, in no list, in no byte of the file; the rest stays", async () => {
  const { client, url, dataFolder } = await startSwitchyard();
  await postJson(`${url}/v1/chat/completions`, hello, { "user-agent": "findable-client/1" });
  expect((await client.usage.report({ days: 1, by: "client" })).lifetime.requests).toBe(1);
  const events = (await client.live.feed(undefined)) as AsyncIterableIterator<LiveEvent>;
  await events.next();
  await client.data.wipe({ ...nothing, usage: true });
  const { value } = (await events.next()) as { value: LiveEvent };
  expect(value).toMatchObject({ type: "snapshot", state: { requests: [], today: { requests: 0 } } });
  await events.return?.();
  expect((await client.usage.report({ days: 1, by: "client" })).lifetime.requests).toBe(0);
  expect(await client.requests.recent({ limit: 5 })).toEqual([]);
  for (const file of ["usage.db", "usage.db-wal"])
    expect(await readFile(path.join(dataFolder, file), "latin1"), file).not.toContain("findable-client");
  expect(await client.accounts.list()).toHaveLength(1);
});

test("wiping the accounts signs them out", async () => {
  const { client, simulator } = await startSwitchyard({ signIn: ["one", "two"] });
  await client.data.wipe({ ...nothing, accounts: true });
  expect(await client.accounts.list()).toEqual([]);
  const revoked = simulator.requests.entries.filter((entry) => entry.path.includes("revoke"));
  expect(revoked).toHaveLength(2);
});

test("wiping the settings gives Codex back what it had, and brings the defaults", async () => {
  const { client } = await startSwitchyard({ env: { CODEX_HOME: await temporaryFolder() } });
  await client.settings.update({ models: { map: { mine: "gpt-5.5" } }, desktop: { theme: "dark" } });
  await client.codex.on({ mode: "native" });
  await client.data.wipe({ ...nothing, settings: true });
  const { values, origins } = await client.settings.get();
  expect(values.desktop.theme).toBe("system");
  expect(values.models.map).toEqual({});
  expect([origins["desktop.theme"], origins["models.map"]]).toEqual(["default", "default"]);
  expect(values.codex.enabled).toBe(false);
  expect((await client.codex.status()).switch.state).toBe("off");
  expect(await client.accounts.list()).toHaveLength(1);
});
