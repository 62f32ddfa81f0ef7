import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ZodError } from "zod";
import { expect, test } from "vitest";
import { migrateSettings, type Migration } from "../../src-main/settings/migrate-settings.ts";
import { openSettingsFile } from "../../src-main/settings/settings-file.ts";
import { createSettingsStore } from "../../src-main/settings/settings-store.ts";
import { defaultSettings, type SettingsUpdate } from "../../src-shared/settings.ts";
import { presetNames, presetUpdate } from "../../src-shared/settings-presets.ts";
import { temporaryFolder } from "../support/switchyard.ts";

async function open(options: { text?: string; env?: NodeJS.ProcessEnv } = {}) {
  const folder = await temporaryFolder();
  const file = path.join(folder, "settings.json");
  if (options.text !== undefined) writeFileSync(file, options.text);
  const start = (env = options.env ?? {}) => createSettingsStore(openSettingsFile(folder), env);
  return {
    folder,
    start,
    onDisk: () => JSON.parse(readFileSync(file, "utf8")) as unknown,
    file,
  };
}

test("without a file or variables everything is as shipped", async () => {
  const { start } = await open();
  const { values, origins } = start().view();
  expect(values).toEqual(defaultSettings);
  expect(new Set(Object.values(origins))).toEqual(new Set(["default"]));
  expect(Object.keys(origins)).toContain("gateway.port");
});

test("environment beats file beats default, and each says where it came from", async () => {
  const { start } = await open({ text: '{"gateway":{"port":9000,"host":"::1"}}' });
  const { values, origins } = start({ SWITCHYARD_PORT: "9100", SWITCHYARD_MODEL: "gpt-x" }).view();
  expect(values.gateway).toMatchObject({ port: 9100, host: "::1", consolePort: 8788 });
  expect(values.models.default).toBe("gpt-x");
  expect(origins).toMatchObject({
    "gateway.port": "environment",
    "gateway.host": "settings",
    "gateway.consolePort": "default",
    "models.default": "environment",
  });
});

test("every variable reaches its setting; an empty one is none", async () => {
  const { start } = await open();
  const all = start({
    SWITCHYARD_HOST: "127.0.0.2",
    SWITCHYARD_PORT: "1",
    SWITCHYARD_CONSOLE_PORT: "2",
    SWITCHYARD_API_KEY: "not-a-real-key",
    SWITCHYARD_MODEL: "a",
    SWITCHYARD_MODEL_FALLBACK: "b",
    SWITCHYARD_PROXY: "socks5://127.0.0.1:1080",
    SWITCHYARD_LOG_LEVEL: "debug",
  }).values();
  expect(all).toMatchObject({
    gateway: { host: "127.0.0.2", port: 1, consolePort: 2, apiKey: "not-a-real-key" },
    models: { default: "a", fallback: "b" },
    network: { proxy: "custom", proxyUrl: "socks5://127.0.0.1:1080" },
    log: { level: "debug" },
  });
  expect(start({ SWITCHYARD_PROXY: "none" }).values().network.proxy).toBe("none");
  expect(start({ SWITCHYARD_PORT: "", SWITCHYARD_PROXY: "" }).values()).toEqual(defaultSettings);
});

test("the file holds only differences, for the owner alone", async () => {
  const { start, onDisk, file } = await open();
  const store = start({ SWITCHYARD_LOG_LEVEL: "debug" });
  store.update({ gateway: { port: 9000, host: "127.0.0.1" }, models: { default: "gpt-x" } });
  expect(onDisk()).toEqual({ schemaVersion: 1, gateway: { port: 9000 }, models: { default: "gpt-x" } });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  store.update({ gateway: { port: 8787 } });
  expect(onDisk()).toEqual({ schemaVersion: 1, models: { default: "gpt-x" } });
  expect(start().values().models.default).toBe("gpt-x");
});

test("what equals its default was chosen by nobody, in the answer as after a restart", async () => {
  const { start } = await open({
    text: '{"gateway":{"port":8787},"codex":{"homes":[]},"models":{"map":{}}}',
  });
  const store = start();
  expect(new Set(Object.values(store.view().origins))).toEqual(new Set(["default"]));
  expect(store.update({ gateway: { port: 9000, host: "127.0.0.1" } }).origins).toMatchObject({
    "gateway.port": "settings",
    "gateway.host": "default",
  });
  const back = { gateway: { port: 8787 }, codex: { homes: [] }, models: { map: {} } };
  expect(new Set(Object.values(store.update(back).origins))).toEqual(new Set(["default"]));
  expect(store.view()).toEqual(start().view());
  expect(store.view().defaults).toEqual(defaultSettings);
});

test("reset brings back the default; an unknown key is named", async () => {
  const { start, onDisk } = await open({ text: '{"gateway":{"port":9000,"host":"::1"}}' });
  const store = start();
  expect(store.reset("gateway.port").values.gateway).toMatchObject({ port: 8787, host: "::1" });
  expect(onDisk()).toEqual({ schemaVersion: 1, gateway: { host: "::1" } });
  for (const key of ["gateway.colour", "nothing", "", "constructor"])
    expect(() => store.reset(key)).toThrow(`no setting named ${key}`);
});

test("an update with one wrong value changes nothing", async () => {
  const { start, file } = await open({ text: '{"gateway":{"port":9000}}' });
  const store = start();
  const before = store.view();
  let heard = 0;
  store.changed(() => (heard += 1));
  const wrong: unknown[] = [
    { gateway: { port: 9001, host: "" } },
    { gateway: { port: 9001, colour: "red" } },
    { gateway: { port: 9001 }, other: {} },
    { models: { default: "x" }, gateway: { port: 70_000 } },
  ];
  for (const update of wrong) expect(() => store.update(update as SettingsUpdate)).toThrow(ZodError);
  expect(() => store.update({ gateway: { port: 1 }, network: { proxyUrl: "not an address" } })).toThrow(
    expect.objectContaining({ code: "bad_request", message: expect.stringContaining("network.proxyUrl") }),
  );
  expect(store.view()).toBe(before);
  expect(heard).toBe(0);
  expect(readFileSync(file, "utf8")).toBe('{"gateway":{"port":9000}}');
});

test("what a newer version wrote stays in the file and in nobody's way", async () => {
  const text = '{"gateway":{"port":9000,"colour":"red"},"newer":{"a":1},"note":"hello"}';
  const { start, onDisk } = await open({ text });
  const store = start();
  expect(store.values().gateway).not.toHaveProperty("colour");
  store.update({ gateway: { port: 9001 } });
  expect(onDisk()).toEqual({
    schemaVersion: 1,
    gateway: { port: 9001, colour: "red" },
    newer: { a: 1 },
    note: "hello",
  });
});

test.each([
  ["SWITCHYARD_PORT", "abc", "gateway.port"],
  ["SWITCHYARD_PORT", "70000", "gateway.port"],
  ["SWITCHYARD_LOG_LEVEL", "loud", "log.level"],
  ["SWITCHYARD_API_KEY", "short", "gateway.apiKey"],
  ["SWITCHYARD_PROXY", "proxy without scheme", "network.proxyUrl"],
])("%s=%s is named with what it sets, and not repeated", async (variable, value, key) => {
  const { start } = await open();
  const failure = expect.objectContaining({
    code: "settings_unreadable",
    message: expect.stringMatching(`^${variable} .*${key}`),
    advice: "Correct the variable or remove it.",
  });
  expect(() => start({ [variable]: value })).toThrow(failure);
  expect(() => start({ [variable]: value })).not.toThrow(new RegExp(`\\b${value}\\b`));
});

test("a wrong value in the file is named by its key", async () => {
  const { start } = await open({ text: '{"gateway":{"port":"many"}}' });
  expect(() => start()).toThrow(/The setting gateway\.port has a value that does not fit/);
});

test("a file that is no JSON is set aside whole and named", async () => {
  const { start, folder } = await open({ text: "{ broken" });
  const { values, keptAside } = start().view();
  expect(values).toEqual(defaultSettings);
  expect(keptAside).toBe(path.join(folder, "settings.json.unreadable-1"));
  expect(readFileSync(keptAside ?? "", "utf8")).toBe("{ broken");
  writeFileSync(path.join(folder, "settings.json"), "broken again");
  start();
  expect(readdirSync(folder)).toEqual(
    expect.arrayContaining(["settings.json.unreadable-1", "settings.json.unreadable-2"]),
  );
});

test("a write that fails changes nothing", async () => {
  const backend = {
    read: () => ({}),
    write() {
      throw new Error("disk full");
    },
  };
  const store = createSettingsStore(backend, {});
  expect(() => store.update({ gateway: { port: 9000 } })).toThrow("disk full");
  expect(store.values().gateway.port).toBe(8787);
});

test("a file of an earlier shape is brought to the present one, step by step; a newer one keeps its number", () => {
  const steps: Migration[] = [
    ({ old, ...rest }) => ({ ...rest, gateway: { ...rest["gateway"], port: old?.["port"] } }),
    (tree) => ({ ...tree, models: { default: String(tree["gateway"]?.["port"]) } }),
  ];
  const old = { old: { port: 9000 }, gateway: { host: "::1" } };
  expect(migrateSettings(old, steps)).toEqual({
    schemaVersion: 3,
    gateway: { host: "::1", port: 9000 },
    models: { default: "9000" },
  });
  const second = { schemaVersion: 2, gateway: { port: 1 } };
  expect(migrateSettings(second, steps)).toMatchObject({ schemaVersion: 3, models: { default: "1" } });
  expect(migrateSettings({ schemaVersion: 7, gateway: { port: 1 } }, steps)).toEqual({
    schemaVersion: 7,
    gateway: { port: 1 },
  });
  expect(migrateSettings({ schemaVersion: "x" }, [])).toEqual({ schemaVersion: 1 });
});

test("the number of a newer shape survives a change here", async () => {
  const { start, onDisk } = await open({ text: '{"schemaVersion":7,"newer":{"a":1}}' });
  start().update({ gateway: { port: 9000 } });
  expect(onDisk()).toEqual({ schemaVersion: 7, newer: { a: 1 }, gateway: { port: 9000 } });
});

test("every preset fits the schema, and differs from what is shipped unless it is the shipped one", async () => {
  for (const name of presetNames) {
    const { start } = await open();
    const before = start().values();
    const { values } = start({ SWITCHYARD_PRESET: name }).view();
    expect(isDeepStrictEqual(values, before)).toBe(name === "local");
    expect(start().update(presetUpdate(name, {})).values).toEqual(values);
  }
});
