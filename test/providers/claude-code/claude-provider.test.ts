/** Claude Code's provider before its first answer: whom it refuses, a program that is wrong, and one that hangs. */
import { expect, test } from "vitest";
import { processExists } from "../../../src-main/platform/locks/process-exists.ts";
import type { AgentHostOptions } from "../../../src-main/providers/agents/agent-host.ts";
import { createClaudeCodeProvider } from "../../../src-main/providers/claude-code/provider.ts";
import type { WireRequest } from "../../../src-main/protocols/wire/wire.ts";
import { agentHost } from "../../support/agent-host.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { providerParts } from "../../support/provider-parts.ts";
import { standIn } from "../../support/stand-in.ts";

const turn = (model: string): WireRequest => ({
  model,
  instructions: "",
  input: [{ role: "user", content: [{ type: "input_text", text: "hello" }] }],
  store: false,
  stream: true,
  include: [],
  prompt_cache_key: "",
});

function provider(program: string, options: Partial<AgentHostOptions> = {}) {
  const parts = providerParts({ name: "claude", kind: "claude-code", program }, { login: "" });
  const made = createClaudeCodeProvider({ ...parts, agents: agentHost(options) });
  const respond = (model: string) =>
    made
      .respond("login", turn(model), {}, new AbortController().signal, () => {})
      .then(async ({ batches }) => {
        for await (const batch of batches)
          if (batch.some(({ type }) => type === "response.completed")) return;
      });
  return { respond, check: () => made.check("login") };
}

test("a gateway that listens beyond this computer is refused before anything is started", async () => {
  const claude = await standIn("claude");
  const { respond, check } = provider(claude.program, { loopbackOnly: () => false });
  const refused = { kind: "forbidden", code: "loopback_only" };
  await expect(respond("sonnet")).rejects.toMatchObject(refused);
  await expect(check()).rejects.toMatchObject(refused);
  expect(claude.told()).toEqual([]);
});

test("a program that is not there, and one that lacks a flag, are told in words", async () => {
  await expect(provider("/nowhere/claude").respond("sonnet")).rejects.toMatchObject({
    code: "program_missing",
    message: expect.stringContaining("/nowhere/claude") as string,
  });
  const old = await standIn("claude", { STAND_IN_LACKS: "--no-session-persistence" });
  await expect(provider(old.program).respond("sonnet")).rejects.toMatchObject({
    kind: "protocol",
    message: expect.stringMatching(/2\.1\.332.*does not know --no-session-persistence/) as string,
  });
  expect(old.pids()).toEqual([]);
});

test("one that hangs at its start is ended after its time, though it will not end by itself", async () => {
  const claude = await standIn("claude");
  const clock = manualClock();
  const answer = provider(claude.program, { clock }).respond("hangs");
  const failed = expect(answer).rejects.toMatchObject({ kind: "timeout" });
  await expect.poll(() => claude.pids().length).toBe(1);
  await clock.awaited();
  clock.advance(30_000);
  await failed;
  const [pid = 0] = claude.pids();
  await expect.poll(() => processExists(pid), { timeout: 5000 }).toBe(false);
});

test("a check asks the model nothing and tells the plan's windows; a spare process takes the next conversation", async () => {
  const claude = await standIn("claude");
  const { check, respond } = provider(claude.program);
  expect((await check())?.windows.map(({ minutes, usedPercent }) => [minutes, usedPercent])).toEqual([
    [300, 12],
    [10_080, 34],
  ]);
  expect(claude.told().some((each) => "asked" in each)).toBe(false);
  await respond("sonnet");
  // The spare one, for whoever comes with another conversation.
  await expect.poll(() => claude.pids().length).toBe(3);
  await respond("sonnet");
  const asked = claude.told().filter((each) => "asked" in each);
  expect(asked[1]?.["pid"]).toBe(claude.pids()[2]);
});

test("a check tells that nobody is signed in", async () => {
  const claude = await standIn("claude", { STAND_IN_SIGNED_OUT: "1" });
  await expect(provider(claude.program).check()).rejects.toMatchObject({
    kind: "key-refused",
    message: expect.stringContaining("claude auth login") as string,
  });
});
