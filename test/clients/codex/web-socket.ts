/** Codex over its WebSocket (clients 4.3). */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { failures } from "../../../src-main/simulator/answers/failures.ts";
import { startSwitchyard, type Running } from "../../support/switchyard.ts";
import { complaints, createCodexHome, turnsOf, webSocketNote, type Form } from "./codex-home.ts";
import { tapWire } from "./wire-tap.ts";

const prompt = "Please run the command `echo made by codex > made.txt && cat made.txt`";
const answered = /^The tool exec_command answered:[^]*\nmade by codex\n/;
const ways: [Form, string[]][] = [
  ["openai_base_url", []],
  ["provider with login", ["supports_websockets = true"]],
  ["provider with key", ["supports_websockets = true"]],
];

const upgrades = ({ simulator }: Running) =>
  simulator.requests.entries.filter(
    ({ method, headers }) => method === "GET" && headers["upgrade"] !== undefined,
  );
const bodies = ({ simulator }: Running) =>
  turnsOf(simulator).map(({ body }) => body as { input: { type: string }[]; previous_response_id?: string });

for (const [form, provider] of ways) {
  test(`codex, ${form}: warm-up, turn and tool output over one connection, only what is new each time`, async () => {
    const running = await startSwitchyard();
    const codex = await createCodexHome(form, running.url, running.simulator, { provider });
    const run = await codex.exec(prompt);
    expect(run.stdout).toMatch(answered);
    expect(await readFile(path.join(codex.workspace, "made.txt"), "utf8")).toBe("made by codex\n");
    expect(complaints(run)).toEqual([]);

    expect(upgrades(running).map(({ status, accountId }) => [status, accountId])).toEqual([[101, "one"]]);
    expect(running.simulator.requests.entries.filter(({ prewarm }) => prewarm)).toHaveLength(1);
    expect(turnsOf(running.simulator).map(({ socket }) => socket)).toEqual([1, 1]);
    const [first, second] = bodies(running);
    expect(first?.previous_response_id).toBeTruthy();
    expect(second?.previous_response_id).toBeTruthy();
    expect(second?.input.map(({ type }) => type)).toEqual(["function_call_output"]);
    const rows = await running.client.requests.recent({ limit: 10 });
    expect(rows.map(({ endpoint, outcome }) => [endpoint, outcome]).slice(0, 3)).toEqual(
      Array.from({ length: 3 }, () => ["/codex/v1/responses", "ok"]),
    );
  });

  test(`codex, ${form}: a backend that refuses WebSockets is no trouble`, async () => {
    const running = await startSwitchyard();
    running.simulator.script.next({ method: "GET", reply: { status: 404 }, always: true });
    const codex = await createCodexHome(form, running.url, running.simulator, { provider });
    const run = await codex.exec(prompt);
    expect(run.stdout).toMatch(answered);
    expect(complaints(run)).toEqual([]);
    expect(upgrades(running)).toHaveLength(1);
    expect(turnsOf(running.simulator).map(({ socket }) => socket)).toEqual([null, null]);
    // What the backend said to keep a turn in one place comes back with its next request.
    const states = turnsOf(running.simulator).map(({ headers }) => headers["x-codex-turn-state"]);
    expect([states[0], typeof states[1]]).toEqual([undefined, "string"]);
  });
}

test("codex: a backend that loses its WebSocket between two responses is no trouble", async () => {
  const running = await startSwitchyard();
  running.simulator.script.next({ closeAfterwards: true });
  const codex = await createCodexHome("openai_base_url", running.url, running.simulator);
  const run = await codex.exec(prompt);
  expect(run.stdout).toMatch(answered);
  expect(complaints(run)).toEqual([]);
  expect(turnsOf(running.simulator).map(({ socket }) => socket)).toEqual([1, null]);
});

test("codex: an account that runs out is followed by the next, unseen", async () => {
  const running = await startSwitchyard({ signIn: ["one", "two"] });
  const resetsAt = Date.now() + 3_600_000;
  const reply = failures.usageLimit({ plan: "plus", resetsAt, now: Date.now() });
  running.simulator.script.next({ account: "one", reply });
  const codex = await createCodexHome("openai_base_url", running.url, running.simulator);
  const run = await codex.exec(prompt);
  expect(run.stdout).toMatch(answered);
  expect(complaints(run)).toEqual([]);
  const served = turnsOf(running.simulator).map(({ accountId, socket }) => [accountId, socket]);
  expect(served).toEqual([
    ["one", 1],
    ["two", 2],
    ["two", 2],
  ]);
});

test("codex: a connection that breaks in the middle of an answer is made anew, and the turn ends well", async () => {
  const running = await startSwitchyard();
  running.simulator.script.next({ cutAfterEvents: 5 });
  const codex = await createCodexHome("openai_base_url", running.url, running.simulator);
  const run = await codex.exec("say good morning");
  expect(run.stdout.trim()).toBe("good morning");
  expect(complaints(run)).toEqual([]);
  expect(turnsOf(running.simulator).map(({ socket }) => socket)).toEqual([1, 2]);
});

test("codex: with the setting off the upgrade is answered 426, and one connection is enough to know", async () => {
  const { url, simulator, client } = await startSwitchyard();
  await client.settings.update({ gateway: { websocket: false } });
  const tap = await tapWire(url);
  const codex = await createCodexHome("openai_base_url", tap.url, simulator);
  const run = await codex.exec("say good morning");
  expect(run.stdout.trim()).toBe("good morning");
  expect(complaints(run)).toEqual([expect.stringMatching(webSocketNote)]);
  const asked = tap.connections.filter(({ sent }) => /^upgrade: websocket/im.test(sent));
  expect(asked.map(({ received }) => received.split("\r\n")[0])).toEqual(["HTTP/1.1 426 Upgrade Required"]);
  expect(turnsOf(simulator)[0]?.headers["content-encoding"]).toBe("zstd");
});
