import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { filesIn } from "../../src-main/settings/data-folder.ts";
import { openDataFolder } from "../../src-main/settings/open-data-folder.ts";
import { hello, postJson, startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

test.skipIf(process.platform === "win32")(
  "a folder that was open to others, and all that lies in it, is the owner's alone from the start on",
  async () => {
    const folder = await temporaryFolder();
    chmodSync(folder, 0o755);
    mkdirSync(path.join(folder, "logs"), { mode: 0o755 });
    for (const name of ["settings.json", "logs/switchyard.log"])
      writeFileSync(path.join(folder, name), "{}", { mode: 0o644 });
    const { url, client } = await startSwitchyard({ compose: { dataFolder: folder } });
    await postJson(`${url}/v1/chat/completions`, hello);
    await client.usage.report({ days: 1, by: "model" });
    expect(modeOf(folder)).toBe("700");
    const { usage, logs, log, settings } = filesIn(folder);
    expect(modeOf(logs)).toBe("700");
    for (const file of [usage, `${usage}-wal`, `${usage}-shm`, log, settings])
      expect([file, modeOf(file)]).toEqual([file, "600"]);
  },
);

test.skipIf(process.platform === "win32")(
  "a folder that was made for many keeps its mode, and links are left alone",
  async () => {
    const folder = await temporaryFolder();
    const shared = path.join(folder, "shared");
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    const foreign = path.join(folder, "foreign.txt");
    writeFileSync(foreign, "", { mode: 0o644 });
    symlinkSync(foreign, path.join(shared, "settings.json"));
    writeFileSync(path.join(shared, "not-ours.txt"), "", { mode: 0o644 });
    writeFileSync(path.join(shared, "accounts.json"), "", { mode: 0o644 });
    await openDataFolder(shared);
    expect(statSync(shared).mode & 0o7777).toBe(0o1777);
    expect(
      [foreign, path.join(shared, "not-ours.txt"), path.join(shared, "accounts.json")].map(modeOf),
    ).toEqual(["644", "644", "600"]);
  },
);

test("the log and usage.db are not written through a planted link", async () => {
  const folder = await temporaryFolder();
  const foreign = path.join(folder, "foreign");
  const dataFolder = path.join(folder, "data");
  const { logs, log, usage } = filesIn(dataFolder);
  mkdirSync(logs, { recursive: true });
  for (const [at, file] of [log, usage].entries()) {
    writeFileSync(`${foreign}-${at}`, "");
    symlinkSync(`${foreign}-${at}`, file);
  }
  const { url, client, switchyard } = await startSwitchyard({
    compose: { dataFolder },
    env: { SWITCHYARD_LOG_LEVEL: "info" },
  });
  await postJson(`${url}/v1/chat/completions`, hello);
  await client.usage.report({ days: 1, by: "model" });
  await switchyard.close();
  expect(readFileSync(log, "utf8")).not.toBe("");
  for (const at of [0, 1]) expect(readFileSync(`${foreign}-${at}`, "utf8")).toBe("");
});

test("what killed processes left is gone after the next start, here and beside others' files", async () => {
  const folder = await temporaryFolder();
  const dataFolder = path.join(folder, "data");
  const codex = path.join(folder, "codex");
  for (const each of [dataFolder, codex]) mkdirSync(each);
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  const draft = `${gone.pid}-0a1b2c3d4e5f.tmp`;
  const left = [
    path.join(dataFolder, `.codex-takeover.json.${draft}`),
    path.join(dataFolder, ".settings.json.0a1b2c3d4e5f.tmp"),
    path.join(dataFolder, `renewal.lock.${gone.pid}-00000000-0000-4000-8000-000000000000`),
    path.join(codex, `.config.toml.${draft}`),
    path.join(codex, ".config.toml.restore-Ab3dEf6hIj"),
    path.join(folder, `.claude/.settings.json.${draft}`),
  ];
  const kept = [
    path.join(codex, ".config.toml.mine.tmp"),
    path.join(codex, `.config.toml.${process.ppid}-0a1b2c3d4e5f.tmp`),
  ];
  mkdirSync(path.join(folder, ".claude"));
  for (const file of [...left, ...kept]) writeFileSync(file, "");
  const { switchyard } = await startSwitchyard({
    compose: { dataFolder },
    env: { HOME: folder, CODEX_HOME: codex },
  });
  await switchyard.resume();
  await expect.poll(() => left.filter((file) => existsSync(file))).toEqual([]);
  expect(kept.map((file) => existsSync(file))).toEqual([true, true]);
});

test("what cannot be understood is kept aside by every store, and told until somebody moves it away", async () => {
  const dataFolder = await temporaryFolder();
  const files = filesIn(dataFolder);
  const batch = path.join(files.batches, `msgbatch_${"0".repeat(32)}`);
  mkdirSync(path.join(batch, "results"), { recursive: true });
  mkdirSync(path.join(files.batches, `msgbatch_${"1".repeat(32)}`));
  writeFileSync(path.join(files.batches, "notes.txt"), "mine");
  writeFileSync(path.join(batch, "results", "0.succeeded.json"), "{}");
  writeFileSync(path.join(batch, "batch.json"), '{"version":2}');
  const damaged = [
    files.accounts,
    files.exports,
    files.settings,
    files.codexJournal,
    files.codexHandover,
    files.toolJournal,
  ];
  for (const file of damaged) writeFileSync(file, "{ damaged\n");
  writeFileSync(files.usage, "this is no database, ".repeat(500));
  const { client } = await startSwitchyard({ compose: { dataFolder }, signIn: [] });
  await client.tools.list();
  await client.codex.status();
  const kept = [...damaged, files.usage, batch].map((file) => `${file}.unreadable-1`);
  await expect.poll(async () => (await client.data.setAside()).toSorted()).toEqual(kept.toSorted());
  for (const file of damaged) expect(readFileSync(`${file}.unreadable-1`, "utf8")).toBe("{ damaged\n");
  expect(readFileSync(path.join(`${batch}.unreadable-1`, "results", "0.succeeded.json"), "utf8")).toBe("{}");
  // What was never a batch goes; what is no batch stays.
  expect(readdirSync(files.batches).toSorted()).toEqual([
    path.basename(`${batch}.unreadable-1`),
    "notes.txt",
  ]);
});

test.each(["accounts", "codexJournal", "codexHandover", "toolJournal", "exports"] as const)(
  "a folder in place of %s is kept aside, and the start goes on",
  async (name) => {
    const dataFolder = await temporaryFolder();
    const file = filesIn(dataFolder)[name];
    mkdirSync(file);
    const { client } = await startSwitchyard({ compose: { dataFolder }, signIn: [] });
    await client.tools.list();
    expect(await client.data.setAside()).toEqual([`${file}.unreadable-1`]);
  },
);
