/** Model and sizes of Codex's own config.toml are the defaults here, until the person chooses others. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { defaultSettings } from "../../src-shared/settings.ts";
import { codexDefaultsIn } from "../../src-main/codex-config/codex-defaults.ts";
import { createSettingsStore } from "../../src-main/settings/settings-store.ts";
import { postJson, startSwitchyard, temporaryFolder } from "../support/switchyard.ts";

const none = { model: null, contextWindow: null, compactAt: null };

test.each<[string, string, Partial<typeof none> | object]>([
  [
    "all three",
    'model = "gpt-6.1-sol"\nmodel_context_window = 200_000\nmodel_auto_compact_token_limit = 160000\n',
    { model: "gpt-6.1-sol", contextWindow: 200_000, compactAt: 160_000 },
  ],
  ["a BOM and CRLF", '\uFEFFmodel = "gpt-6.1-sol"\r\n', { model: "gpt-6.1-sol" }],
  [
    "Switchyard's own provider",
    'model = "gpt-6.1-sol"\nmodel_provider = "switchyard"\n',
    { model: "gpt-6.1-sol" },
  ],
  ["another provider's model", 'model = "gpt-oss:20b"\nmodel_provider = "ollama"\n', {}],
  ["keys of a table", '[profiles.x]\nmodel = "gpt-6.1-sol"\n', {}],
  [
    "values that are none",
    'model = 5\nmodel_context_window = "many"\nmodel_auto_compact_token_limit = -1\n',
    {},
  ],
  ["no TOML", "model = ", {}],
])("%s", (_name, text, expected) => {
  expect(codexDefaultsIn(text)).toEqual({ ...none, ...expected });
});

test("the person's own choice goes before it, even of the value that is shipped; so does the environment", () => {
  let kept: object = {};
  let codex: Record<string, Record<string, unknown>> = {
    models: { default: "gpt-6.1-sol", contextWindow: 200_000 },
  };
  const backend = { read: () => kept, write: (next: object) => void (kept = next) };
  const store = createSettingsStore(backend, {}, () => codex);
  const now = () => [store.values().models.default, store.view().origins["models.default"]];
  expect(now()).toEqual(["gpt-6.1-sol", "codex"]);
  store.update({ models: { default: "gpt-5.5" } });
  expect(now()).toEqual(["gpt-5.5", "settings"]);
  // Nothing of Codex's is written into our file.
  expect(kept).toMatchObject({ models: { default: "gpt-5.5" } });
  store.reset("models.default");
  expect(now()).toEqual(["gpt-6.1-sol", "codex"]);
  let told = 0;
  store.changed(() => (told += 1));
  codex = { models: { default: "gpt-6.2" } };
  store.rereadCodex();
  store.rereadCodex();
  expect([now(), told, store.values().models.contextWindow]).toEqual([["gpt-6.2", "codex"], 1, null]);
  store.update({ models: { followCodex: false } });
  expect(now()).toEqual(["gpt-5.5", "default"]);
  // What does not fit is no reason to stop.
  codex = { models: { contextWindow: 5 } };
  store.update({ models: { followCodex: true } });
  store.rereadCodex();
  expect(now()).toEqual(["gpt-5.5", "default"]);
});

test("clients are told its sizes, requests without a model get its model, and the file stays as it is", async () => {
  const codexHome = path.join(await temporaryFolder(), "codex");
  await mkdir(codexHome);
  const file = path.join(codexHome, "config.toml");
  const text =
    'model = "gpt-6.1-sol" # mine\nmodel_context_window = 200000\nmodel_auto_compact_token_limit = 160000\n';
  await writeFile(file, text);
  const { url, simulator } = await startSwitchyard({ env: { CODEX_HOME: codexHome } });
  const health = (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>;
  const sizes = { context_window: 200_000, auto_compact_token_limit: 160_000 };
  expect(health).toMatchObject({ model: "gpt-6.1-sol", model_origin: "codex", ...sizes });
  const body = { messages: [{ role: "user", content: "hi" }], max_tokens: 5 };
  expect((await postJson(`${url}/v1/messages`, body)).status).toBe(200);
  expect(simulator.requests.turns().at(-1)).toMatchObject({ model: "gpt-6.1-sol" });
  const counted = await postJson(`${url}/v1/messages/count_tokens`, body);
  expect(await counted.json()).toMatchObject(sizes);
  expect(await readFile(file, "utf8")).toBe(text);
});

test("a newer Codex that asks here is what others are sent as, and the models are listed anew; it is known after a start", async () => {
  const dataFolder = await temporaryFolder();
  const first = await startSwitchyard({ compose: { dataFolder } });
  const version = async (running: typeof first) =>
    (await running.client.settings.get()).values.network.clientVersion;
  const by = (agent: string) =>
    fetch(`${first.url}/codex/v1/models?client_version=1`, {
      headers: { "user-agent": agent, originator: "codex_cli_rs" },
    });
  await by("codex_cli_rs/0.1.0 (Debian)");
  await by("curl/9.9.9");
  expect(await version(first)).toBe(defaultSettings.network.clientVersion);
  await by("codex_cli_rs/0.999.0 (Debian)");
  expect(await version(first)).toBe("0.999.0");
  await first.simulator.requests.waitFor(({ query }) => query.get("client_version") === "0.999.0");
  const kept = path.join(dataFolder, "codex-version.json");
  await expect.poll(() => readFile(kept, "utf8").catch(() => "")).toContain("0.999.0");
  await first.switchyard.close();
  const again = await startSwitchyard({ compose: { dataFolder }, signIn: [] });
  expect(await version(again)).toBe("0.999.0");
  await again.client.settings.update({ network: { clientVersion: "0.170.0" } });
  expect(await version(again)).toBe("0.170.0");
});
