/** Codex's own tools and its compaction through the gateway (clients 4.2, 4.4), over WebSocket and HTTP. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { startSwitchyard } from "../../support/switchyard.ts";
import { complaints, createCodexHome, turnsOf, type Form } from "./codex-home.ts";

interface Item {
  type: string;
  role?: string;
  output?: unknown;
  encrypted_content?: string;
}
const inputs = (simulator: Parameters<typeof turnsOf>[0]) =>
  turnsOf(simulator).map(({ body }) => (body as { input: Item[] }).input);

const ways: Form[] = ["openai_base_url", "provider with login"];

for (const form of ways) {
  test(`codex, ${form}: a patch is applied by its custom tool`, async () => {
    const { url, simulator } = await startSwitchyard();
    const codex = await createCodexHome(form, url, simulator);
    const payload = "*** Begin Patch\n*** Add File: made.txt\n+made by codex\n*** End Patch\n";
    simulator.script.next({ calls: [{ kind: "custom", name: "apply_patch", namespace: null, payload }] });
    const run = await codex.exec("make a file");
    expect(await readFile(path.join(codex.workspace, "made.txt"), "utf8")).toBe("made by codex\n");
    expect(run.stdout).toMatch(/^The tool apply_patch answered:/);
    expect(complaints(run)).toEqual([]);
    expect(inputs(simulator).at(-1)?.at(-1)?.type).toBe("custom_tool_call_output");
  });

  test(`codex, ${form}: an image is drawn by its image tool`, async () => {
    const { url, simulator, client } = await startSwitchyard();
    const codex = await createCodexHome(form, url, simulator);
    const payload = JSON.stringify({ prompt: "a red fox" });
    simulator.script.next({
      calls: [{ kind: "function", name: "imagegen", namespace: "image_gen", payload }],
    });
    const run = await codex.exec("draw a fox");
    expect(complaints(run)).toEqual([]);
    const [drawn] = simulator.requests.to("/backend-api/codex/images/generations");
    expect(drawn).toMatchObject({ status: 200, accountId: "one", body: { prompt: "a red fox" } });
    const last = inputs(simulator).at(-1)?.at(-1);
    expect(last?.type).toBe("function_call_output");
    expect(JSON.stringify(last?.output)).toContain("data:image/png;base64,");
    const rows = await client.requests.recent({ limit: 10 });
    expect(rows.map(({ endpoint }) => endpoint)).toContain("/codex/v1/images/generations");
  });
}

for (const [way, websocket] of [
  ["a WebSocket", true],
  ["HTTP", false],
] as const) {
  test(`codex over ${way}: a long conversation is compacted by the backend and goes on from there`, async () => {
    const { url, simulator, client } = await startSwitchyard();
    await client.settings.update({ gateway: { websocket } });
    const root = ["model_auto_compact_token_limit = 500"];
    const codex = await createCodexHome("openai_base_url", url, simulator, { root });
    const calls = [
      { kind: "function" as const, name: "exec_command", namespace: null, payload: '{"cmd":"echo long"}' },
    ];
    simulator.script.next({ calls });
    simulator.script.next({ text: "all done", when: ({ body }) => holds(body, "compaction") });
    const run = await codex.exec("work long");
    expect(run.stdout.trim()).toBe("all done");
    expect(run.stderr).toContain("context compacted");
    const asked = inputs(simulator);
    expect(asked.map((input) => input.at(-1)?.type)).toEqual([
      "message",
      "compaction_trigger",
      expect.anything(),
    ]);
    // The summary that only the backend can read comes back to it as it was.
    expect(asked[2]?.find(({ type }) => type === "compaction")?.encrypted_content).toBeTruthy();
    expect(turnsOf(simulator).every(({ socket }) => (socket !== null) === websocket)).toBe(true);
  });
}

function holds(body: unknown, type: string): boolean {
  return (body as { input: Item[] }).input.some((item) => item.type === type);
}
