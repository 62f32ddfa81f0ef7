import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startSwitchyard, temporaryFolder } from "../../support/switchyard.ts";
import { runProgram } from "../support/run-program.ts";

const program = path.join(import.meta.dirname, "../node_modules/@continuedev/cli/dist/cn.js");

const head = "name: Mine\nversion: 1.0.0\nschema: v1\n";
const files: Record<string, string> = {
  "as Continue makes it": `${head}models: []\n`,
  "with comments and rules": `# mine\n${head}rules:\n  - Be brief. # always\n`,
  "with models for other things": `${head}models:\n  - name: Complete\n    provider: ollama\n    model: qwen\n    roles: [autocomplete]\n`,
};

test.each(Object.entries(files))(
  "continue takes a turn through the gateway once it is set up, and its file is as before afterwards: %s",
  async (_name, text) => {
    const home = await temporaryFolder();
    const workspace = path.join(home, "workspace");
    const file = path.join(home, ".continue/config.yaml");
    for (const folder of [workspace, path.dirname(file)]) mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
    const { client, simulator } = await startSwitchyard({ env: { HOME: home } });
    await client.tools.on({ id: "continue" });
    simulator.script.next({ text: "Good morning." });
    const { stdout, stderr, code } = await runProgram(
      [process.execPath, program, "-p", "--format", "json", "say good morning"],
      { home, cwd: workspace, env: { CONTINUE_TELEMETRY_ENABLED: "0" } },
    );
    expect(JSON.parse(stdout), stderr).toMatchObject({ response: "Good morning." });
    expect(code).toBe(0);
    const rows = await client.requests.recent({ limit: 10 });
    expect(rows.map(({ endpoint, model, outcome }) => [endpoint, model, outcome])).toEqual([
      ["/v1/responses", "gpt-5.5", "ok"],
    ]);
    expect((await client.tools.off({ id: "continue" })).foreign).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe(text);
  },
  60_000,
);
