/** The computer went off without a word: no guard was left, and the files are as they were in that moment. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { compose } from "../../src-main/compose/compose.ts";
import { restoreAll } from "../../src-main/use-cases/restore-all.ts";
import { startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

const before = '# mine\nmodel = "gpt-5.5"\n';

/** A data folder and two homes as a power cut left them. */
async function cutOff() {
  const folder = await temporaryFolder();
  const place = (name: string) => path.join(folder, name);
  for (const name of ["data", "main", "second"]) mkdirSync(place(name));
  for (const name of ["main", "second"]) writeFileSync(path.join(place(name), "config.toml"), before);
  const env = { HOME: place("data"), CODEX_HOME: place("main") };
  const { client, switchyard } = await startSwitchyard({ env, compose: { dataFolder: place("data") } });
  await switchyard.resume();
  await client.codex.addHome({ folder: place("second") });
  await client.codex.on({});
  await client.tools.on({ id: "claude-code" });
  const names = ["main/config.toml", "second/config.toml", "data/codex-takeover.json"];
  for (const name of names) cpSync(place(name), `${place(name)}.then`);
  await switchyard.close();
  for (const name of names) cpSync(`${place(name)}.then`, place(name));
  const read = (name: string) => readFileSync(path.join(place(name), "config.toml"), "utf8");
  for (const name of ["main", "second"]) expect(read(name)).toContain("/codex/v1");
  const open = (oneCommand: boolean) =>
    compose({
      version: "0.0.0-test",
      dataFolder: place("data"),
      env: { ...env, SWITCHYARD_PORT: "0", SWITCHYARD_CONSOLE_PORT: "0", SWITCHYARD_LOG_LEVEL: "silent" },
      oneCommand,
    });
  return { read, open };
}

test("the next start without the gateway gives every home its own settings back", async () => {
  const { read, open } = await cutOff();
  const next = await open(false);
  try {
    await next.client.settings.update({ gateway: { enabled: false } });
    await next.resume();
    for (const name of ["main", "second"]) expect(read(name)).toBe(before);
  } finally {
    await next.close();
  }
});

test("the next start with the gateway points every home at its new port", async () => {
  const { read, open } = await cutOff();
  const next = await open(false);
  try {
    const { port } = await next.resume();
    for (const name of ["main", "second"]) expect(read(name)).toContain(`127.0.0.1:${port}/codex/v1`);
  } finally {
    await next.close();
  }
  for (const name of ["main", "second"]) expect(read(name)).toBe(before);
});

test("an uninstaller gives back every home and every tool without starting anything", async () => {
  const { read, open } = await cutOff();
  const next = await open(true);
  try {
    expect(await restoreAll(next.client)).toEqual({ tools: ["claude-code"], foreign: [], problems: [] });
  } finally {
    await next.close();
  }
  for (const name of ["main", "second"]) expect(read(name)).toBe(before);
});
