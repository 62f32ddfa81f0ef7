import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { frame } from "../../../src-main/simulator/vendors/vendor-server.ts";
import { createClaudeHome } from "../claude/claude-home.ts";
import { models, startVendors } from "./vendors.ts";

test("claude with an Anthropic endpoint behind the gateway: unchanged, tools and thoughts included", async () => {
  const { url, anthropic } = await startVendors();
  const claude = await createClaudeHome(url);
  const file = path.join(claude.workspace, "a.txt");
  await writeFile(file, "the secret word is banana\n");
  anthropic.plan(
    { thinking: "I read it.", tools: [{ name: "Read", input: { file_path: file } }] },
    { text: "It is banana." },
  );
  const run = await claude.print("what is in a.txt?", ["--model", models.anthropic]);
  expect([run.stdout.trim(), run.stderr, run.code]).toEqual(["It is banana.", "", 0]);
  const [first, second] = anthropic.turns().slice(-2);
  expect(first?.headers["anthropic-beta"]).toBeTruthy();
  expect(first?.body["model"]).toBe("claude-sonnet-5-5");
  expect(JSON.stringify(second?.body["messages"])).toContain("the secret word is banana");
  expect(second?.dropped).toEqual([]);
});

test("claude with the models of a local server and of Gemini", async () => {
  const { url, chat, gemini } = await startVendors();
  const claude = await createClaudeHome(url);
  chat.next({
    body: [
      frame({ choices: [{ index: 0, delta: { content: "good local morning" } }] }),
      frame({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
      "data: [DONE]\n\n",
    ],
  });
  const local = await claude.print("say good morning", ["--model", models.chat]);
  expect([local.stdout.trim(), local.code]).toEqual(["good local morning", 0]);
  const parts = [{ text: "good morning from Gemini" }];
  gemini.next({
    body: [frame({ candidates: [{ content: { role: "model", parts }, finishReason: "STOP" }] })],
  });
  const far = await claude.print("say good morning", ["--model", models.gemini]);
  expect([far.stdout.trim(), far.code]).toEqual(["good morning from Gemini", 0]);
});
