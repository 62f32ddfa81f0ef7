import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { streamFailures } from "../../../src-main/simulator/answers/failures.ts";
import type { Simulator } from "../../../src-main/simulator/simulator.ts";
import type { PlannedCall } from "../../../src-main/simulator/rules/tool-requests.ts";
import { startSwitchyard } from "../../support/switchyard.ts";
import { createClaudeHome, type ClaudeRun } from "./claude-home.ts";

interface Sent {
  instructions: string;
  input: { type: string; [field: string]: unknown }[];
  tools?: { type: string; name?: string }[];
  prompt_cache_key: string;
}

const sent = (simulator: Simulator) => simulator.requests.turns() as unknown as Sent[];
const toolNames = (turn: Sent | undefined) => turn?.tools?.map(({ name }) => name);
const call = (name: string, input: object): PlannedCall => ({
  kind: "function",
  name,
  namespace: null,
  payload: JSON.stringify(input),
});

async function start() {
  const running = await startSwitchyard();
  return { ...running, claude: await createClaudeHome(running.url) };
}

/** Claude Code writes its doubts about a gateway to stderr. */
function expectAnswer(run: ClaudeRun, answer: string | RegExp): void {
  expect(run.stderr).toBe("");
  expect(run.code).toBe(0);
  expect(run.stdout.trim()).toMatch(answer);
}

test("claude: a plain prompt, without a doubt about the gateway", async () => {
  const { claude, simulator, client } = await start();
  expectAnswer(await claude.print("say good morning"), /^good morning$/);
  const [row] = await client.requests.recent({ limit: 1 });
  expect(row).toMatchObject({
    client: { name: "Claude Code", version: "2.1.329" },
    protocol: "anthropic",
    endpoint: "/v1/messages",
    model: "gpt-5.5",
    outcome: "ok",
  });
  const [turn] = sent(simulator);
  // The header that changes with every request would lose the cache.
  expect(JSON.stringify(turn)).not.toContain("x-anthropic-billing-header");
  expect(turn?.instructions).toContain("Claude");
  expect(toolNames(turn)).toContain("Read");
  expect(toolNames(turn)).not.toContain("DeferredToolPlaceholder");
});

test("claude: a file is read", async () => {
  const { claude, simulator } = await start();
  const file = path.join(claude.workspace, "a.txt");
  await writeFile(file, "the secret word is banana\n");
  simulator.script.next({ calls: [call("Read", { file_path: file })] });
  expectAnswer(
    await claude.print("what is in a.txt?"),
    /^The tool Read answered: .*the secret word is banana/,
  );
});

test("claude: a command is run, and its thoughts come back with the output", async () => {
  const { claude, simulator } = await start();
  const run = await claude.print("run the command `echo made by claude > made.txt && cat made.txt`");
  expectAnswer(run, /^The tool Bash answered: made by claude$/);
  expect(await readFile(path.join(claude.workspace, "made.txt"), "utf8")).toBe("made by claude\n");
  const [first, second] = sent(simulator);
  expect(second?.input.slice(-3).map(({ type }) => type)).toEqual([
    "reasoning",
    "function_call",
    "function_call_output",
  ]);
  expect(second?.prompt_cache_key).toBe(first?.prompt_cache_key);
});

test("claude: several tools at once, mixed up by the backend", async () => {
  const { claude, simulator } = await start();
  const names = ["one", "two", "three"];
  const calls = names.map((name) => call("Bash", { command: `echo ${name} > ${name}.txt` }));
  simulator.script.next({ calls, interleaved: true });
  expectAnswer(await claude.print("do three things"), /^The tool Bash answered/);
  for (const name of names) {
    expect(await readFile(path.join(claude.workspace, `${name}.txt`), "utf8")).toBe(`${name}\n`);
  }
});

test("claude: a sub-agent does its part", async () => {
  const { claude, simulator } = await start();
  const agent = { description: "greet", prompt: "say hi from the agent", subagent_type: "Explore" };
  simulator.script.next({ calls: [call("Agent", { ...agent, run_in_background: false })] });
  expectAnswer(await claude.print("use an agent"), /^The tool Agent answered/);
  const turns = sent(simulator);
  expect(turns).toHaveLength(3);
  expect(JSON.stringify(turns[1]?.input)).toContain("say hi from the agent");
  expect(JSON.stringify(turns[2]?.input.at(-1))).toContain("hi from the agent");
});

test("claude: a deferred tool is found, loaded and used; the web is searched", async () => {
  const { claude, simulator } = await start();
  simulator.script.next({ calls: [call("ToolSearch", { query: "select:WebSearch", max_results: 5 })] });
  simulator.script.next({ calls: [call("WebSearch", { query: "search the web for good bread" })] });
  const run = await claude.print("find out about bread");
  const turns = sent(simulator);
  expect(turns.map((turn) => toolNames(turn)?.includes("WebSearch"))).toEqual([false, true, false, true]);
  expect(turns[2]?.tools).toEqual([{ type: "web_search" }]);
  expectAnswer(run, /"title":"All about good bread","url":"https:\/\/example.com\/good-bread"/);
});

test("claude: /context counts its parts here, many at once", async () => {
  const { claude, client, simulator } = await start();
  expectAnswer(await claude.print("/context"), /System tools \| [\d.]+k/);
  const rows = await client.requests.recent({ limit: 100 });
  const counts = rows.filter(({ endpoint }) => endpoint === "/v1/messages/count_tokens");
  expect(counts.length).toBeGreaterThan(15);
  expect(counts.every(({ status }) => status === 200)).toBe(true);
  expect(sent(simulator)).toHaveLength(0);
});

test("claude: a prompt that is too long is told as such and not tried again and again", async () => {
  const { claude, simulator } = await start();
  simulator.script.next({ always: true, end: streamFailures.contextLength(), endAfterOutputEvents: 0 });
  const run = await claude.print("hi");
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/^Prompt is too long/);
  expect(run.stdout).toContain("limit 272000");
  expect(sent(simulator)).toHaveLength(1);
});

test("claude: an answer that breaks off is asked for again, never taken for a whole one", async () => {
  const { claude, simulator } = await start();
  simulator.script.next({ text: "one two three four", eventDelayMs: 0, cutAfterEvents: 8 });
  simulator.script.next({ text: "the whole answer" });
  expectAnswer(await claude.print("hi"), /^the whole answer$/);
  expect(sent(simulator)).toHaveLength(2);
});

test("claude: a conversation is compacted and goes on from its summary", async () => {
  const { claude, simulator } = await start();
  expectAnswer(await claude.print("remember the word banana"), /banana/);
  simulator.script.next({ text: "<summary>The person likes papayas.</summary>" });
  expect((await claude.print("/compact", ["--continue"])).code).toBe(0);
  const [, compaction] = sent(simulator);
  expect(JSON.stringify(compaction?.input)).toContain("remember the word banana");
  expect(compaction?.prompt_cache_key).toBe(sent(simulator)[0]?.prompt_cache_key);
  expectAnswer(await claude.print("and now?", ["--continue"]), /./);
  const after = JSON.stringify(sent(simulator).at(-1)?.input);
  expect(after).toContain("The person likes papayas.");
  expect(after).not.toContain("remember the word banana");
});
