/** The real Claude Code as a provider, between an official SDK and a stand-in for Anthropic's API. */
import { readFileSync } from "node:fs";
import OpenAI from "openai";
import { expect, onTestFinished, test } from "vitest";
import { processExists } from "../../../src-main/platform/locks/process-exists.ts";
import { startAnthropicSimulator } from "../../../src-main/simulator/anthropic/anthropic-simulator.ts";
import { startSwitchyard } from "../../support/switchyard.ts";
import { wrapClaude } from "../claude/claude-wrapper.ts";

async function start(env: Record<string, string> = {}) {
  const anthropic = await startAnthropicSimulator({ key: "local" });
  onTestFinished(() => anthropic.close());
  const claude = await wrapClaude(anthropic.url, env);
  const { client, url } = await startSwitchyard({ signIn: [], env: { PATH: process.env["PATH"] } });
  const add = (accepted: boolean) =>
    client.providers.add({ kind: "claude-code", program: claude.program, accepted });
  const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: "local", maxRetries: 0 });
  const pids = () => readFileSync(claude.pids, "utf8").split("\n").filter(Boolean).map(Number);
  return { anthropic, openai, client, add, pids };
}

const model = "claude:sonnet";
const toolNames = ["get_weather", "get_time"];
const tools = toolNames.map((name) => ({
  type: "function" as const,
  function: { name, description: name, parameters: { type: "object", properties: {} } },
}));

test("the real claude: streamed turns on one process, two client tools at once, and a client that leaves", async () => {
  const { anthropic, openai, add, pids } = await start();
  await expect(add(false)).rejects.toThrow(/unmodified Claude Code/);
  const hello = { model, messages: [{ role: "user" as const, content: "hello" }] };
  await expect(openai.chat.completions.create(hello)).rejects.toMatchObject({ status: 404 });
  await add(true);
  anthropic.plan({ tools: toolNames.map((name) => ({ name: `mcp__client__${name}`, input: {} })) });
  anthropic.plan({ text: "Fine and noon." }, { text: "And a good day." });

  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "system", content: "Be short." },
    { role: "user", content: "Weather and time?" },
  ];
  const ask = async () => {
    const stream = openai.chat.completions.stream({ model, messages, tools });
    const { message } = (await stream.finalChatCompletion()).choices[0] ?? {};
    messages.push(message as OpenAI.ChatCompletionMessageParam);
    return message;
  };
  const calls = (await ask())?.tool_calls ?? [];
  expect(calls.map((call) => call.type === "function" && call.function.name)).toEqual(toolNames);
  for (const [index, { id }] of calls.entries())
    messages.push({ role: "tool", tool_call_id: id, content: ["fine", "noon"][index] ?? "" });
  expect((await ask())?.content).toBe("Fine and noon.");
  messages.push({ role: "user", content: "Thank you." });
  expect((await ask())?.content).toBe("And a good day.");

  const turns = anthropic.turns();
  expect(turns.length).toBe(3);
  const last = turns[2]?.body as { system: { text: string }[]; messages: unknown[] };
  expect(last.system.map(({ text }) => text)).toContain("Be short.");
  expect(JSON.stringify(last.messages)).toMatch(/tool_result.*fine.*noon.*Thank you/);
  // All of them came out of one process, which says so.
  const sessions = new Set(turns.map(({ headers }) => headers["x-claude-code-session-id"]));
  expect([...sessions]).toEqual([expect.any(String)]);

  anthropic.plan({ text: "never told whole", hold: new Promise(() => {}) });
  const leave = new AbortController();
  messages.push({ role: "assistant", content: "Bye." }, { role: "user", content: "Go on." });
  const answer = await openai.chat.completions.create(
    { model, messages, stream: true },
    { signal: leave.signal },
  );
  await answer[Symbol.asyncIterator]().next();
  leave.abort();
  expect(await anthropic.turns().at(-1)?.closed).toBe("cut");
  // The spare one alone is left, and serves.
  await expect.poll(() => pids().filter(processExists).length, { timeout: 10_000 }).toBe(1);
  anthropic.plan({ text: "Here again." });
  expect((await ask())?.content).toBe("Here again.");
}, 120_000);

test("the real claude that would bill a key: refused before anything is asked", async () => {
  const { anthropic, openai, add } = await start({ ANTHROPIC_API_KEY: "local" });
  await add(true);
  const asked = openai.chat.completions.create({ model, messages: [{ role: "user", content: "hello" }] });
  await expect(asked).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining("would bill an API key") as string,
  });
  expect(anthropic.turns()).toEqual([]);
}, 60_000);
