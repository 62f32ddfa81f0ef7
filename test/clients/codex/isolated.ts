import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { LoggedRequest } from "../../../src-main/simulator/request-log.ts";
import { run } from "../../support/command-line.ts";
import { signedIn, startServe } from "../../support/command-place.ts";
import { turnsOf } from "./codex-home.ts";

const program = path.join(import.meta.dirname, "../node_modules/@openai/codex/bin/codex.js");

/** An MCP server over standard input with one tool. */
const server = `
const answers = {
  initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "docs", version: "1" } },
  "tools/list": { tools: [{ name: "search_docs", description: "Searches.", inputSchema: { type: "object", properties: {} } }] },
};
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method } = JSON.parse(line);
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result: answers[method] ?? {} }));
});
`;

const sent = (turn: LoggedRequest | undefined) => JSON.stringify(turn?.body ?? null);

test("codex run takes the person's servers and instructions along, isolated it does not, and nothing is left", async () => {
  const here = await signedIn();
  const personal = path.join(here.home, ".codex");
  const bin = path.join(here.home, "bin");
  const temporary = path.join(here.home, "tmp");
  const workspace = path.join(here.home, "workspace");
  for (const folder of [personal, bin, temporary, workspace]) mkdirSync(folder);
  const script = path.join(here.home, "docs.cjs");
  writeFileSync(script, server);
  writeFileSync(path.join(bin, "codex"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(path.join(bin, "codex"), 0o755);
  writeFileSync(path.join(personal, "AGENTS.md"), "Always speak of the personal instructions.\n");
  const quiet = "[features]\nplugins = false\napps = false\n[analytics]\nenabled = false\n";
  writeFileSync(
    path.join(personal, "config.toml"),
    `model = "gpt-5.4"\n[mcp_servers.docs]\ncommand = "${process.execPath}"\nargs = ["${script}"]\n${quiet}`,
  );
  const env = { ...here.env, PATH: `${bin}:${here.env["PATH"]}`, TMPDIR: temporary };
  await startServe(here);
  const say = async (...flags: string[]) => {
    here.simulator.requests.clear();
    here.simulator.script.next({ text: "Good morning." });
    const line = ["exec", "--skip-git-repo-check", "-C", workspace, "say good morning"];
    const { code, out, error } = await run(["codex", "run", ...flags, "--", ...line], { env });
    expect(code, error).toBe(0);
    expect(out).toContain("Good morning.");
    return sent(turnsOf(here.simulator).at(-1));
  };

  const plain = await say();
  expect(plain).toContain("search_docs");
  expect(plain).toContain("the personal instructions");
  const isolated = await say("--isolated");
  expect(isolated).toContain('"model":"gpt-5.4"');
  expect(isolated).not.toContain("search_docs");
  expect(isolated).not.toContain("the personal instructions");
  expect(isolated.length).toBeLessThan(plain.length);
  expect(readdirSync(temporary).filter((name) => name.startsWith("switchyard-codex-"))).toEqual([]);
  expect(existsSync(path.join(personal, "config.toml"))).toBe(true);
});
