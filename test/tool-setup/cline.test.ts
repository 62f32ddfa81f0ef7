/** Cline's settings: several files are one switch, and what Cline writes itself meanwhile is no drift. */
import { statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { place, type Texts } from "./place.ts";

const providers = ".cline/data/settings/providers.json";
const models = ".cline/data/settings/models.json";
const state = ".cline/data/globalState.json";
const secrets = ".cline/data/secrets.json";
const address = "http://127.0.0.1:8787/v1";

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const own = {
  settings: { provider: "anthropic", apiKey: "sk-own" },
  updatedAt: "2026-10-01T10:00:00.000Z",
  tokenSource: "manual",
};

/** As somebody has it who uses both: the extension without an end of line, as it writes it. */
const both: Texts = {
  [providers]: json({ version: 1, lastUsedProvider: "anthropic", modes: {}, providers: { anthropic: own } }),
  [state]: JSON.stringify(
    { actModeApiProvider: "anthropic", planModeApiProvider: "anthropic", mode: "act" },
    null,
    2,
  ),
  [secrets]: JSON.stringify({ apiKey: "sk-own" }, null, 2),
};

type Data = Record<string, unknown>;
const parsed = (text: string | null) =>
  JSON.parse(text ?? "null") as Data & { providers: Record<string, Data> };

test("who has the command line alone gets no files of the extension", async () => {
  const { setup, read, home } = await place({ [providers]: both[providers] ?? "" });
  expect((await setup.preview("cline")).map(({ file }) => path.relative(home, file))).toEqual([
    path.join(providers),
    path.join(models),
  ]);
  await setup.turnOn("cline");
  expect(parsed(read(providers))).toMatchObject({
    lastUsedProvider: "openai-compatible",
    providers: { anthropic: own, "openai-compatible": { settings: { baseUrl: address, model: "gpt-5.5" } } },
  });
  expect(parsed(read(models)).providers["openai-compatible"]).toMatchObject({
    models: { "gpt-5.5": { contextWindow: 272_000 } },
  });
  expect([read(state), read(secrets)]).toEqual([null, null]);
  if (process.platform !== "win32") expect(statSync(path.join(home, models)).mode & 0o777).toBe(0o600);
  await setup.turnOff("cline");
  expect([read(providers), read(models)]).toEqual([both[providers], null]);
});

test("command line and extension together: all files change, and every byte comes back", async () => {
  const { setup, read, journalFile } = await place(both);
  await setup.turnOn("cline");
  expect(parsed(read(state))).toMatchObject({
    actModeApiProvider: "openai",
    planModeApiProvider: "openai",
    openAiBaseUrl: address,
    actModeOpenAiModelId: "gpt-5.5",
    mode: "act",
  });
  expect(parsed(read(secrets))).toEqual({ apiKey: "sk-own", openAiApiKey: "local" });
  // What is only carried along is nobody's business: it is not copied.
  expect(read(path.basename(journalFile))).not.toContain("sk-own");
  await setup.turnOff("cline");
  for (const [name, text] of Object.entries(both)) expect(read(name)).toBe(text);
});

test("a model chosen in Cline, its effort and another provider are Cline's to write: no drift, and off leaves its own", async () => {
  const { setup, read, write, stateOf } = await place(both);
  await setup.turnOn("cline");
  const now = parsed(read(providers));
  const ours = now.providers["openai-compatible"] as { settings: Data };
  write(
    providers,
    json({
      ...now,
      modes: { voiceInput: { providerId: "x", modelId: "y" } },
      providers: {
        ...now.providers,
        groq: own,
        "openai-compatible": {
          settings: { ...ours.settings, model: "gpt-5.5-mini", reasoning: { effort: "high" } },
          updatedAt: "2026-11-01T10:00:00.000Z",
          tokenSource: "manual",
        },
      },
    }),
  );
  write(state, json({ ...parsed(read(state)), actModeOpenAiModelId: "gpt-5.5-mini", mode: "plan" }));
  expect(await stateOf("cline")).toBe("on");
  expect((await setup.turnOff("cline")).foreign).toEqual([]);
  expect(parsed(read(providers))).toEqual({
    version: 1,
    lastUsedProvider: "anthropic",
    modes: { voiceInput: { providerId: "x", modelId: "y" } },
    providers: { anthropic: own, groq: own },
  });
  expect(parsed(read(state))).toEqual({
    actModeApiProvider: "anthropic",
    planModeApiProvider: "anthropic",
    mode: "plan",
  });
  expect(read(secrets)).toBe(both[secrets]);
});

test("a fresh file that Cline has written to keeps the form that Cline wants", async () => {
  const { setup, read, write } = await place({});
  await setup.turnOn("cline");
  const now = parsed(read(providers));
  write(providers, json({ ...now, providers: { ...now.providers, groq: own } }));
  await setup.turnOff("cline");
  expect(parsed(read(providers))).toEqual({ version: 1, modes: {}, providers: { groq: own } });
});

test("a provider that the person pointed elsewhere is drift, named with its file, and stays", async () => {
  const { setup, read, write, stateOf } = await place(both);
  await setup.turnOn("cline");
  write(providers, (read(providers) ?? "").replace(address, "http://elsewhere.example.com/v1"));
  expect(await stateOf("cline")).toBe("drift");
  const { foreign } = await setup.turnOff("cline");
  expect(foreign).toEqual(["providers.json: providers.openai-compatible"]);
  expect(read(providers)).toContain("elsewhere.example.com");
  expect(read(state)).toBe(both[state]);
});

test("one file that cannot be changed leaves all as they are", async () => {
  const { setup, read, write, stateOf } = await place(both);
  write(secrets, "{ broken");
  expect((await setup.preview("cline")).map(({ refusal }) => refusal?.line)).toEqual([
    undefined,
    undefined,
    undefined,
    1,
  ]);
  await expect(setup.turnOn("cline")).rejects.toThrow(/secrets\.json, line 1/);
  for (const name of [providers, state]) expect(read(name)).toBe(both[name]);
  expect(read(models)).toBeNull();
  expect(await stateOf("cline")).toBe("off");
});

test("other places: CLINE_DATA_DIR, CLINE_DIR and CLINE_PROVIDER_SETTINGS_PATH", async () => {
  const places = async (env: NodeJS.ProcessEnv) =>
    (await (await place({}, env)).setup.preview("cline")).map(({ file }) => file);
  expect(await places({ CLINE_DATA_DIR: "/x/data", CLINE_DIR: "/y" })).toEqual([
    path.join("/x/data/settings/providers.json"),
    path.join("/x/data/settings/models.json"),
  ]);
  expect((await places({ CLINE_DIR: "/y" }))[0]).toBe(path.join("/y/data/settings/providers.json"));
  expect(await places({ CLINE_PROVIDER_SETTINGS_PATH: path.join("/z/p.json") })).toEqual([
    path.join("/z/p.json"),
    path.join("/z/models.json"),
  ]);
});
