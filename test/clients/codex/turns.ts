import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { startSwitchyard } from "../../support/switchyard.ts";
import { complaints, createCodexHome, forms, turnsOf, type CodexRun } from "./codex-home.ts";

function expectNoComplaints(run: CodexRun): void {
  expect(complaints(run)).toEqual([]);
  expect(run.code).toBe(0);
}

for (const form of forms) {
  test(`codex, ${form}: a plain turn`, async () => {
    const { url, simulator, client } = await startSwitchyard();
    const codex = await createCodexHome(form, url, simulator);
    const run = await codex.exec("say good morning");
    expect(run.stdout.trim()).toBe("good morning");
    expectNoComplaints(run);

    const turn = turnsOf(simulator).at(-1);
    // The account is the gateway's, whatever login Codex itself has.
    expect(turn?.accountId).toBe("one");
    expect(turn?.socket).toBe(form === "openai_base_url" ? 1 : null);
    const [row] = await client.requests.recent({ limit: 1 });
    expect(row).toMatchObject({
      client: { name: "codex_exec", version: "0.169.0" },
      endpoint: "/codex/v1/responses",
      protocol: "codex",
      model: "gpt-5.5",
      outcome: "ok",
    });
    expect(row?.tokens?.input).toBeGreaterThan(0);
    expect(row?.tokens?.output).toBeGreaterThan(0);
  });

  test(`codex, ${form}: a command is run and its output goes back`, async () => {
    const { url, simulator } = await startSwitchyard();
    const codex = await createCodexHome(form, url, simulator);
    const run = await codex.exec("Please run the command `echo made by codex > made.txt && cat made.txt`");
    expect(await readFile(path.join(codex.workspace, "made.txt"), "utf8")).toBe("made by codex\n");
    expect(run.stdout).toMatch(/^The tool exec_command answered:[^]*\nmade by codex\n/);
    expectNoComplaints(run);

    const turns = turnsOf(simulator);
    expect(turns).toHaveLength(2);
    if (form === "openai_base_url") return;
    // What the backend said to keep a turn in one place comes back with its next request.
    expect(turns[0]?.headers["x-codex-turn-state"]).toBeUndefined();
    expect(turns[1]?.headers["x-codex-turn-state"]).toBeTruthy();
  });
}

test("codex on a model that takes its tools inside the input", async () => {
  const { url, simulator } = await startSwitchyard();
  const codex = await createCodexHome("openai_base_url", url, simulator);
  const flags = ["-m", "gpt-6.1-sol"];
  const run = await codex.exec("Please run the command `echo made by codex > made.txt`", { flags });
  expect(await readFile(path.join(codex.workspace, "made.txt"), "utf8")).toBe("made by codex\n");
  expectNoComplaints(run);
  expect(turnsOf(simulator)[0]?.headers["x-openai-internal-codex-responses-lite"]).toBe("true");
});
