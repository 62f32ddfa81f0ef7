import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startSwitchyard, temporaryFolder } from "../../support/switchyard.ts";
import { runProgram } from "../support/run-program.ts";

const program = path.join(import.meta.dirname, "../node_modules/@cline/cli-linux-x64/bin/cline");

interface Result {
  type: string;
  text?: string;
  finishReason?: string;
  model?: { id: string; provider: string };
}

/** Runs it with a prompt; resolves with its last word. */
async function say(home: string): Promise<Result | undefined> {
  const { stdout } = await runProgram([program, "--json", "--retries", "1", "say good morning"], {
    home,
    cwd: path.join(home, "workspace"),
    // Without this it leaves a process of its own behind.
    env: { CLINE_SESSION_BACKEND_MODE: "local" },
  });
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Result).find(({ type }) => type === "run_result");
}

test("cline goes where it did before, through the gateway while it is set up, and back again", async () => {
  const home = await temporaryFolder();
  const workspace = path.join(home, "workspace");
  const settings = path.join(home, ".cline/data/settings");
  for (const folder of [workspace, settings]) mkdirSync(folder, { recursive: true });
  const company = await startSwitchyard();
  const { url, client, simulator } = await startSwitchyard({ env: { HOME: home } });
  const file = path.join(settings, "providers.json");
  const theirs = {
    provider: "openai-compatible",
    apiKey: "company",
    model: "gpt-5.4",
    baseUrl: `${company.url}/v1`,
  };
  const entry = { settings: theirs, updatedAt: "2026-10-01T10:00:00.000Z", tokenSource: "manual" };
  const stored = {
    version: 1,
    lastUsedProvider: "openai-compatible",
    modes: {},
    providers: {
      groq: { ...entry, settings: { provider: "groq", apiKey: "x" } },
      "openai-compatible": entry,
    },
  };
  writeFileSync(file, `${JSON.stringify(stored, null, 2)}\n`);
  const providers = () => (JSON.parse(readFileSync(file, "utf8")) as typeof stored).providers;

  company.simulator.script.next({ text: "Good morning from the company." });
  expect(await say(home)).toMatchObject({
    finishReason: "completed",
    text: "Good morning from the company.",
  });
  // Cline has written the file anew with its first run.
  const before = providers();

  await client.tools.on({ id: "cline" });
  simulator.script.next({ text: "Good morning." });
  expect(await say(home)).toMatchObject({
    finishReason: "completed",
    text: "Good morning.",
    model: { id: "gpt-5.5", provider: "openai-compatible" },
  });
  const [row] = await client.requests.recent({ limit: 10 });
  expect(row).toMatchObject({ client: { name: "Cline" }, endpoint: "/v1/chat/completions", outcome: "ok" });
  expect((await client.tools.list()).find(({ id }) => id === "cline")?.state).toBe("on");
  expect(readFileSync(file, "utf8")).toContain(url);

  expect((await client.tools.off({ id: "cline" })).foreign).toEqual([]);
  expect(providers()).toEqual(before);
  company.simulator.script.next({ text: "The company again." });
  expect(await say(home)).toMatchObject({ text: "The company again.", model: { id: "gpt-5.4" } });
});

test("what is written into the files of the extensions is what Cline itself reads in them", async () => {
  const home = await temporaryFolder();
  const data = path.join(home, ".cline/data");
  for (const folder of [path.join(home, "workspace"), data]) mkdirSync(folder, { recursive: true });
  const state = { actModeApiProvider: "anthropic", planModeApiProvider: "anthropic", mode: "act" };
  writeFileSync(path.join(data, "globalState.json"), JSON.stringify(state));
  writeFileSync(path.join(data, "secrets.json"), JSON.stringify({ apiKey: "x" }));
  const { client, simulator, url } = await startSwitchyard({ env: { HOME: home } });
  await client.tools.on({ id: "cline" });
  // Without its newer files it takes over what the extensions have kept in theirs.
  rmSync(path.join(data, "settings"), { recursive: true });
  simulator.script.next({ text: "Good morning." });
  expect(await say(home)).toMatchObject({
    text: "Good morning.",
    model: { id: "gpt-5.5", provider: "openai-compatible" },
  });
  const taken = JSON.parse(readFileSync(path.join(data, "settings/providers.json"), "utf8")) as object;
  expect(taken).toMatchObject({
    lastUsedProvider: "openai-compatible",
    providers: { "openai-compatible": { settings: { baseUrl: `${url}/v1`, apiKey: "local" } } },
  });
  const models = JSON.parse(readFileSync(path.join(data, "settings/models.json"), "utf8")) as object;
  expect(models).toMatchObject({
    providers: { "openai-compatible": { models: { "gpt-5.5": { contextWindow: 272_000 } } } },
  });
});
