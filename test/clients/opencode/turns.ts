import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { LoggedRequest } from "../../../src-main/simulator/request-log.ts";
import type { PlannedCall } from "../../../src-main/simulator/rules/tool-requests.ts";
import { startSwitchyard } from "../../support/switchyard.ts";
import { createOpencodeHome, speakers, type Part } from "./opencode-home.ts";

interface Sent {
  input: { type: string; output?: unknown }[];
  tools?: unknown[];
}

/** The turns of the conversation: OpenCode asks for a title beside it, without tools. */
function answers(outputs: number) {
  return ({ body }: LoggedRequest) => {
    const { input, tools } = body as Sent;
    const done = input.filter(({ type }) => type === "function_call_output").length;
    return tools !== undefined && done === outputs;
  };
}

const call = (name: string, input: object): PlannedCall => ({
  kind: "function",
  name,
  namespace: null,
  payload: JSON.stringify(input),
});

const said = (parts: Part[]) => parts.flatMap(({ type, part }) => (type === "text" ? [part.text] : []));

describe.each(Object.entries(speakers))("opencode by %s", (speaker, endpoint) => {
  test("a plain prompt is answered, and the request list knows who asked", async () => {
    const { url, simulator, client } = await startSwitchyard();
    const opencode = await createOpencodeHome(url, speaker);
    simulator.script.next({ text: "Good morning.", when: answers(0) });
    const { code, parts, stderr } = await opencode.run("say good morning");
    expect(stderr).not.toMatch(/error/i);
    expect(code).toBe(0);
    expect(said(parts)).toEqual(["Good morning."]);
    const last = parts.at(-1)?.part;
    expect(last?.reason).toBe("stop");
    expect(last?.tokens?.output).toBeGreaterThan(0);
    const rows = await client.requests.recent({ limit: 10 });
    expect(rows.map((row) => [row.client.name, row.endpoint, row.outcome])).toContainEqual([
      "OpenCode",
      endpoint,
      "ok",
    ]);
  });

  test("tools: it reads a file, changes it, runs a command and tells the end", async () => {
    const { url, simulator } = await startSwitchyard();
    const opencode = await createOpencodeHome(url, speaker);
    const file = path.join(opencode.workspace, "note.txt");
    await writeFile(file, "first line\n");
    const patch = "*** Begin Patch\n*** Update File: note.txt\n@@\n-first line\n+second line\n*** End Patch";
    const shell = { command: "cat note.txt", description: "Shows the note" };
    simulator.script.next({ calls: [call("read", { filePath: file })], when: answers(0) });
    simulator.script.next({ calls: [call("apply_patch", { patchText: patch })], when: answers(1) });
    simulator.script.next({
      calls: [call("bash", shell), call("read", { filePath: file })],
      when: answers(2),
    });
    simulator.script.next({ text: "It is done.", when: answers(4) });
    const { code, parts } = await opencode.run("change the note", ["--auto"]);
    expect(code).toBe(0);
    const used = parts.flatMap(({ type, part }) => (type === "tool_use" ? [part] : []));
    expect(used.map(({ state }) => state?.status)).toEqual(Array.from({ length: 4 }, () => "completed"));
    expect(used.slice(0, 2).map(({ tool }) => tool)).toEqual(["read", "apply_patch"]);
    expect(used[0]?.state?.output).toContain("first line");
    // Two at once: which is done first is open.
    expect(new Set(used.slice(2).map(({ tool }) => tool))).toEqual(new Set(["bash", "read"]));
    for (const { state } of used.slice(2)) expect(state?.output).toContain("second line");
    expect(await readFile(file, "utf8")).toBe("second line\n");
    expect(said(parts).at(-1)).toBe("It is done.");
  });
});
