/** Killed in the middle, and two at once: no tool is left with half a change or without a way back. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { toolIds, type ToolId } from "../../src-shared/contract/tools.ts";
import { hash } from "../../src-main/tool-setup/edit-file.ts";
import { createToolSetup } from "../../src-main/tool-setup/tool-setup.ts";
import { bundleScript } from "../support/bundled-script.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { aroundOf, facts } from "./facts.ts";
import { place, write, type Texts } from "./place.ts";

const script = path.join(import.meta.dirname, "cut-off.child.ts");

/** Values of the person that ours displace, where there are any. */
const before: Record<ToolId, Texts> = {
  "claude-code": {
    ".claude/settings.json":
      '{\n  "env": { "ANTHROPIC_BASE_URL": "https://company.example.com" } // ours\n}\n',
  },
  opencode: { ".config/opencode/opencode.json": '{ "provider": { "switchyard": { "npm": "x" } } }\n' },
  zed: { ".config/zed/settings.json": '{\n\t"theme": "One"\n}\n' },
  openclaw: { ".openclaw/openclaw.json": '{ "models": { "mode": "merge" } }\n' },
  continue: {
    ".continue/config.yaml":
      "name: a\nversion: 1.0.0\nmodels:\n  - name: GPT-5.5 (Switchyard)\n    model: mine\n",
  },
  cline: {
    ".cline/data/settings/providers.json": '{ "version": 1, "lastUsedProvider": "cline", "providers": {} }\n',
    ".cline/data/globalState.json":
      '{"actModeApiProvider":"cline","openAiBaseUrl":"https://company.example.com"}',
    ".cline/data/secrets.json": '{"openAiApiKey":"own"}',
  },
};

const setupIn = (home: string) =>
  createToolSetup({
    journalFile: path.join(home, "journal.json"),
    facts: () => facts,
    around: aroundOf(home),
  });

const textsIn = (home: string, texts: Texts): Texts =>
  Object.fromEntries(
    Object.keys(texts).map((name) => {
      const file = path.join(home, name);
      return [name, existsSync(file) ? readFileSync(file, "utf8") : null];
    }),
  );

test.each(toolIds)(
  "%s: killed before any change of a file, every file is whole and undo gives back every byte",
  async (id) => {
    const child = await bundleScript(script);
    const made = await temporaryFolder();
    write(made, before[id]);
    await setupIn(made).turnOn(id);
    const after = textsIn(made, before[id]);
    let kills = 0;
    for (const action of ["on", "off"] as const) {
      for (let at = 1; ; at += 1) {
        const home = await temporaryFolder();
        write(home, before[id]);
        if (action === "off") await setupIn(home).turnOn(id);
        const run = spawnSync(process.execPath, [child, action, id, home, String(at)], { encoding: "utf8" });
        const moment = `${action}, killed before change ${at}`;
        for (const [name, text] of Object.entries(textsIn(home, before[id])))
          expect([before[id][name], after[name]], moment).toContain(text);
        const next = setupIn(home);
        expect((await next.turnOff(id)).foreign, moment).toEqual([]);
        expect(textsIn(home, before[id]), moment).toEqual(before[id]);
        expect((await next.turnOn(id)).find((tool) => tool.id === id)?.state, moment).toBe("on");
        expect(textsIn(home, before[id]), moment).toEqual(after);
        if (run.stdout === "done") break;
        expect(run.signal, run.stderr).toBe("SIGKILL");
        kills += 1;
      }
    }
    expect(kills).toBeGreaterThan(8);
  },
  120_000,
);

test("two processes that set up and undo at once do it one after the other", async () => {
  const home = await temporaryFolder();
  const child = await bundleScript(script);
  const all = Object.assign({}, ...Object.values(before)) as Texts;
  write(home, all);
  const runs = ["claude-code", "cline", "cline", "continue"].map(
    (id) =>
      new Promise<string>((resolve) => {
        const run = spawn(process.execPath, [child, "toggle", id, home, "8"]);
        let output = "";
        run.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
        run.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
        run.once("close", () => resolve(output));
      }),
  );
  expect(await Promise.all(runs)).toEqual(runs.map(() => "done"));
  expect(textsIn(home, all)).toEqual(all);
  expect(JSON.parse(readFileSync(path.join(home, "journal.json"), "utf8"))).toEqual({
    version: 2,
    entries: [],
  });
  expect(existsSync(path.join(home, "journal.json.lock"))).toBe(false);
});

test("a journal of before tools had several files is understood", async () => {
  const file = ".claude/settings.json";
  const text = '{\n  "a": 1\n}\n';
  const { setup, read, home, journalFile, write: put } = await place({ [file]: text });
  const written = '{\n  "a": 1,\n  "env": {\n    "ANTHROPIC_BASE_URL": "http://127.0.0.1:8787"\n  }\n}\n';
  const values = [{ path: ["env", "ANTHROPIC_BASE_URL"], own: "http://127.0.0.1:8787" }];
  const entry = { id: "claude-code", root: "x", file: path.join(home, file), before: text, written, values };
  const older = JSON.stringify({ version: 1, entries: [entry] });
  for (const now of [written, written.replace('"a"', '"b": 2, "a"')]) {
    writeFileSync(journalFile, older);
    put(file, now);
    expect((await setup.list())[0]?.state).toBe("on");
    await setup.turnOff("claude-code");
    expect(JSON.parse(read(file) ?? "")).toEqual(now === written ? { a: 1 } : { a: 1, b: 2 });
    if (now === written) expect(hash(read(file) ?? "")).toBe(hash(text));
  }
});
