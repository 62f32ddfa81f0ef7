import { expect, test } from "vitest";
import { createGate } from "../../../src-main/simulator/answers/gate.ts";
import { plainAccounts, startSwitchyard } from "../../support/switchyard.ts";
import { complaints, createCodexHome, forms, turnsOf } from "./codex-home.ts";

for (const form of forms) {
  test(`codex, ${form}: a used-up plan is told in a sentence, with its end, after one attempt`, async () => {
    const accounts = plainAccounts.map((account) => ({ ...account, exhausted: true }));
    const { url, simulator } = await startSwitchyard({ accounts });
    const codex = await createCodexHome(form, url, simulator);
    const run = await codex.exec("say good morning");
    expect(run.code).not.toBe(0);
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(/You’ve hit your usage limit\..*try again at /i);
    expect(run.stderr).not.toMatch(/reconnecting/i);
    // None where the limit was read before it was asked.
    const asked = simulator.requests.turns().length;
    expect(asked).toBeLessThanOrEqual(1);

    // Now the gateway knows by itself: the same sentence, and the backend is left alone.
    expect((await codex.exec("say good morning")).stderr).toMatch(
      /You’ve hit your usage limit\..*try again at /i,
    );
    expect(simulator.requests.turns()).toHaveLength(asked);
  });

  test(`codex, ${form}: without an account it says where to sign in, and leaves its own login alone`, async () => {
    const { url, simulator } = await startSwitchyard({ signIn: [] });
    const codex = await createCodexHome(form, url, simulator);
    const run = await codex.exec("say good morning");
    expect(run.code).not.toBe(0);
    expect(run.stderr).toContain("Switchyard is not signed in to any ChatGPT account.");
    expect(run.stderr).not.toMatch(/reconnecting/i);
    expect(simulator.requests.to("/oauth/token")).toEqual([]);
  });
}

for (const form of forms) {
  test(`codex, ${form}: a wrong key is told at once, and its own login is left alone`, async () => {
    const { url, simulator } = await startSwitchyard({ env: { SWITCHYARD_API_KEY: "sk-local-test-key" } });
    const codex = await createCodexHome(form, url, simulator);
    const run = await codex.exec("say good morning");
    expect(run.code).not.toBe(0);
    expect(run.stderr).toContain("Incorrect API key. Send the key from Switchyard's settings");
    expect(run.stderr).not.toMatch(/reconnecting|falling back/i);
    expect(simulator.requests.to("/oauth/token")).toEqual([]);
  });
}

test("codex, provider with key: the right key lets it in", async () => {
  const { url, simulator } = await startSwitchyard({ env: { SWITCHYARD_API_KEY: "sk-local-test-key" } });
  const codex = await createCodexHome("provider with key", url, simulator, { key: "sk-local-test-key" });
  const run = await codex.exec("say good morning");
  expect(run.stdout.trim()).toBe("good morning");
  expect(complaints(run)).toEqual([]);
});

test("codex: a stream that breaks off is asked for again, and the turn ends well", async () => {
  const { url, simulator } = await startSwitchyard();
  const codex = await createCodexHome("provider with login", url, simulator);
  simulator.script.next({ cutAfterEvents: 5 });
  const run = await codex.exec("say good morning");
  expect(run.stdout.trim()).toBe("good morning");
  expect(complaints(run)).toEqual([expect.stringContaining("Reconnecting... 1/5")]);
  expect(turnsOf(simulator)).toHaveLength(2);
});

test("codex: Ctrl-C ends the backend's work too", async () => {
  const { url, simulator, client } = await startSwitchyard();
  const codex = await createCodexHome("openai_base_url", url, simulator);
  const gate = createGate();
  simulator.script.next({ gate: { afterEvents: 5, gate } });
  const leaving = new AbortController();
  const run = codex.exec("say good morning", { signal: leaving.signal });
  await gate.reached;
  leaving.abort();
  expect(await turnsOf(simulator).at(-1)?.closed).toBe("cut");
  expect((await run).stdout).toBe("");
  await expect.poll(async () => (await client.requests.recent({ limit: 1 }))[0]?.outcome).toBe("cancelled");
  gate.open();
});
