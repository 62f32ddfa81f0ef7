/** An older Codex, which sends instructions and compacts by a call of its own (clients 4.2, 4.4). */
import { expect, test } from "vitest";
import { startSwitchyard } from "../../support/switchyard.ts";
import { complaints, createCodexHome, turnsOf, type CodexRun } from "./codex-home.ts";

const client = "codex-old";

// It does not know every effort of the newest models, and says so of the catalog.
const otherComplaints = (run: CodexRun) =>
  complaints(run).filter((line) => !line.includes("codex_models_manager"));

test("codex 0.130.0: a turn over its WebSocket", async () => {
  const { url, simulator } = await startSwitchyard();
  const codex = await createCodexHome("openai_base_url", url, simulator, { client });
  const run = await codex.exec("Please run the command `echo made by codex`");
  expect(run.stdout).toMatch(/^The tool exec_command answered:[^]*\nmade by codex\n/);
  expect(otherComplaints(run)).toEqual([]);
  expect(turnsOf(simulator).map(({ socket }) => socket)).toEqual([1, 1]);
});

test("codex 0.130.0: a long conversation is compacted by /responses/compact and goes on from there", async () => {
  const { url, simulator, client: admin } = await startSwitchyard();
  const root = ["model_auto_compact_token_limit = 500"];
  const codex = await createCodexHome("openai_base_url", url, simulator, { root, client });
  const calls = [
    { kind: "function" as const, name: "exec_command", namespace: null, payload: '{"cmd":"echo long"}' },
  ];
  simulator.script.next({ calls });
  simulator.script.next({
    text: "all done",
    when: ({ body }) => JSON.stringify(body).includes('"compaction"'),
  });
  const run = await codex.exec("work long");
  expect(run.stdout.trim()).toBe("all done");
  expect(otherComplaints(run)).toEqual([]);
  expect(simulator.requests.to("/backend-api/codex/responses/compact")).toEqual([]);
  const rows = await admin.requests.recent({ limit: 10 });
  expect(rows.map(({ endpoint }) => endpoint)).toContain("/codex/v1/responses/compact");
});
