import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { toolIds, type ToolId } from "../../src-shared/contract/tools.ts";
import { createToolSetup } from "../../src-main/tool-setup/tool-setup.ts";
import { tools } from "../../src-main/tool-setup/tools.ts";
import { startSwitchyard, temporaryFolder } from "../support/switchyard.ts";
import { aroundOf, facts } from "./facts.ts";

/** As people have them: comments, tabs, CRLF, trailing commas, values of ours that were theirs before. */
const corpus: Record<string, string | null> = {
  "no file": null,
  empty: "",
  "empty object": "{}\n",
  "empty object without end": "{}",
  comments: '// mine\n{\n  // keep\n  "theme": "dark", // also\n  "env": { "FOO": "1" }\n}\n',
  tabs: '{\n\t"env": {\n\t\t"FOO": "1"\n\t}\n}\n',
  crlf: '{\r\n  "env": {\r\n    "FOO": "1"\r\n  }\r\n}\r\n',
  "trailing commas": '{\n  "a": [1, 2,],\n  "env": { "FOO": "1", },\n}\n',
  "one line": '{"a":1,"env":{"FOO":"1"}}',
  "had values":
    '{\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://company.example.com", // ours\n    "ANTHROPIC_MODEL": "opus"\n  }\n}\n',
  "had providers":
    '{\n  "provider": { "company": { "npm": "x" } },\n  "language_models": { "openai_compatible": { "Company": { "api_url": "x" } } }\n}\n',
  unicode: '{ "name": "漢字 é" }\n',
  "byte order mark": '\uFEFF{\r\n  "a": 1\r\n}\r\n',
};

async function place(id: ToolId, text: string | null) {
  const home = await temporaryFolder();
  const around = aroundOf(home);
  const file = tools[id](facts, around).files[0]?.file ?? "";
  if (text !== null) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const setup = createToolSetup({ journalFile: path.join(home, "journal.json"), facts: () => facts, around });
  const read = () => (existsSync(file) ? readFileSync(file, "utf8") : null);
  return { setup, file, read };
}

const stripped = (text: string | null) =>
  JSON.parse(
    (text ?? "{}").replaceAll(/^\s*\/\/.*$|(?<=[\s,{}])\/\/ .*$/gm, "").replaceAll(/,(\s*[}\]])/g, "$1"),
  ) as Record<string, unknown>;

/** Continue's file is YAML: it has tests of its own. */
describe.each(toolIds.filter((id) => id !== "continue"))("%s", (id) => {
  test.each(Object.entries(corpus))(
    "%s: on holds our values, off restores every byte",
    async (_name, text) => {
      const { setup, read } = await place(id, text);
      await setup.turnOn(id);
      expect(read()).toContain("127.0.0.1:8787");
      expect((await setup.list()).find((tool) => tool.id === id)).toMatchObject({
        state: "on",
        present: true,
      });
      const { foreign } = await setup.turnOff(id);
      expect(foreign).toEqual([]);
      expect(read()).toBe(text);
    },
  );

  test("what was added in between stays, with its comments; only ours goes", async () => {
    const { setup, read, file } = await place(id, corpus["had values"] ?? "");
    await setup.turnOn(id);
    writeFileSync(file, (read() ?? "").replace("{", '{\n  // new\n  "added": true,'));
    await setup.turnOff(id);
    expect(read()).toContain("// new");
    expect(stripped(read())).toEqual({
      added: true,
      env: { ANTHROPIC_BASE_URL: "https://company.example.com", ANTHROPIC_MODEL: "opus" },
    });
  });

  test("a value that somebody else changed is told and left alone", async () => {
    const { setup, read, file } = await place(id, "{}\n");
    await setup.turnOn(id);
    writeFileSync(file, (read() ?? "").replace("127.0.0.1:8787", "elsewhere.example.com"));
    expect((await setup.list()).find((tool) => tool.id === id)?.state).toBe("drift");
    const { foreign } = await setup.turnOff(id);
    expect(foreign).toHaveLength(1);
    expect(read()).toContain("elsewhere.example.com");
  });

  test("a file that is no JSON is refused with its line and left alone", async () => {
    const broken = '{\n  "a": 1\n  "b": 2\n}\n';
    const { setup, read } = await place(id, broken);
    const refusal = (await setup.preview(id))[0]?.refusal;
    expect(refusal).toMatchObject({ line: 3 });
    expect(JSON.stringify(JSON.parse(refusal?.snippet ?? ""))).toContain("127.0.0.1:8787");
    await expect(setup.turnOn(id)).rejects.toThrow(/line 3/);
    expect(read()).toBe(broken);
  });
});

test("over the contract, with the gateway's real values", async () => {
  const home = await temporaryFolder();
  const { client, url } = await startSwitchyard({
    env: { HOME: home, CODEX_HOME: path.join(home, "codex") },
  });
  const preview = await client.tools.preview({ id: "claude-code" });
  expect(
    preview[0]?.diff
      .filter(({ kind }) => kind === "added")
      .map(({ text }) => text)
      .join("\n"),
  ).toContain(url);
  await client.tools.on({ id: "claude-code" });
  expect(JSON.parse(readFileSync(path.join(home, ".claude/settings.json"), "utf8"))).toMatchObject({
    env: { ANTHROPIC_BASE_URL: url, CLAUDE_CODE_MAX_CONTEXT_TOKENS: "272000" },
  });
  const { tools: after } = await client.tools.off({ id: "claude-code" });
  expect(after.map(({ state }) => state)).toEqual(toolIds.map(() => "off"));
  expect(existsSync(path.join(home, ".claude/settings.json"))).toBe(false);
});
