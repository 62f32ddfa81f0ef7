/** A request that may wait is served after the reset instead of being refused. */
import { expect, test } from "vitest";
import { failures } from "../../../src-main/simulator/answers/failures.ts";
import { manualClock, type ManualClock } from "../../support/manual-clock.ts";
import { hello, limitsRead, postJson, startSwitchyard, type Running } from "../../support/switchyard.ts";
import { openSocket } from "../../support/web-socket.ts";

const hour = 3_600_000;
const input = [{ type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] }];
const wire = { model: "gpt-5.5", instructions: "Be brief.", input, store: false, stream: true };
const codexHeaders = { version: "0.169.0", originator: "codex_exec" };

let clock: ManualClock;
let running: Running;

async function begin(): Promise<void> {
  clock = manualClock();
  running = await startSwitchyard({ compose: { clock }, simulator: { clock } });
  await limitsRead(running);
}

/** The plan is used up for the next hour. */
function useUp(): void {
  const window = { minutes: 300, usedPercent: 100, percentPerRequest: 0, meter: null };
  running.simulator.account("one").windows = [{ ...window, resetsAt: clock.now() + hour }];
}

const waiting = async () => (await running.client.gateway.status()).waiting ?? [];
const someWait = (count: number) => expect.poll(async () => (await waiting()).length).toBe(count);

const surfaces = [
  ["chat", "/v1/chat/completions", hello, {}, '"content"'],
  ["chat, streamed", "/v1/chat/completions", { ...hello, stream: true }, {}, "[DONE]"],
  ["messages", "/v1/messages", { ...hello, max_tokens: 9 }, { "anthropic-version": "2023-06-01" }, '"text"'],
  ["Codex", "/codex/v1/responses", wire, codexHeaders, "response.completed"],
] as const;

/** Uses the plan up, lets all of them wait, and lets the time pass. */
test("whatever the protocol, a request waits for the reset and is served", async () => {
  await begin();
  useUp();
  const asked = surfaces.map(([, path, body, headers]) =>
    postJson(running.url + path, body, { ...headers, "x-switchyard-wait": "2h" }),
  );
  const socket = await openSocket(`${running.url}/v1/responses`, { "x-switchyard-wait": "2h" });
  const turn = socket.turn({ model: "gpt-5.5", input: "hello" });
  await someWait(5);
  const status = (await (await fetch(`${running.url}/v1/status`)).json()) as { waiting: object[] };
  expect(status.waiting).toHaveLength(5);
  expect(status.waiting[0]).toMatchObject({ until: clock.now() + 2 * hour });
  clock.advance(20_000);
  await socket.count(1);
  expect(socket.received).toEqual(['{"type":"keepalive"}']);
  const refused = running.simulator.requests.turns().length;
  clock.advance(hour - 20_000);
  await someWait(2);
  clock.advance(1000);
  const answers = await Promise.all(asked);
  for (const [index, answer] of answers.entries()) {
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(surfaces[index]?.[4]);
  }
  expect((await turn).at(-1)?.type).toBe("response.completed");
  expect(running.simulator.requests.turns()).toHaveLength(refused + 5);
  const rows = await running.client.requests.recent({ limit: 9 });
  for (const row of rows) {
    expect(row).toMatchObject({
      outcome: "ok",
      notes: expect.arrayContaining(["waited-for-reset"]) as unknown,
    });
    expect(row.timing.queued).toBeGreaterThanOrEqual(hour);
  }
});

test("nobody waits in vain, for nothing, or without having asked", async () => {
  await begin();
  useUp();
  const ask = (wait: string, path = "/v1/chat/completions", headers: Record<string, string> = {}) =>
    postJson(running.url + path, { ...hello, max_tokens: 9 }, { ...headers, "x-switchyard-wait": wait });
  expect((await postJson(`${running.url}/v1/chat/completions`, hello)).status).toBe(429);
  expect((await ask("59m")).status).toBe(429);
  const wrong = await ask("a while", "/v1/messages", { "anthropic-version": "2023-06-01" });
  expect([wrong.status, await wrong.json()]).toMatchObject([
    400,
    { type: "error", error: { type: "invalid_request_error" } },
  ]);
  await running.client.settings.update({ gateway: { waitMinutes: 90 } });
  expect((await ask("0")).status).toBe(429);

  // Bought: a new reading says that there is room.
  const served = postJson(`${running.url}/v1/chat/completions`, hello);
  await someWait(1);
  for (const window of running.simulator.account("one").windows) window.usedPercent = 10;
  const [account] = await running.client.accounts.list();
  await running.client.accounts.refreshLimits({ id: account?.id ?? "" });
  expect((await served).status).toBe(200);
});

test("with another account that fails for good, it waits as well instead of asking that one again and again", async () => {
  clock = manualClock();
  running = await startSwitchyard({ compose: { clock }, simulator: { clock }, signIn: ["one", "two"] });
  await limitsRead(running);
  useUp();
  expect((await postJson(`${running.url}/v1/chat/completions`, hello)).status).toBe(200);
  running.simulator.script.next({ reply: failures.usageNotIncluded(), always: true });
  const before = running.simulator.requests.turns().length;
  const served = postJson(`${running.url}/v1/chat/completions`, hello, { "x-switchyard-wait": "2h" });
  await someWait(1);
  const asked = running.simulator.requests.turns().length - before;
  expect(asked).toBeLessThanOrEqual(3);
  running.simulator.script.clear();
  clock.advance(hour);
  expect((await served).status).toBe(200);
});

test("a client that leaves and a gateway that stops end the wait", async () => {
  await begin();
  useUp();
  const leaver = new AbortController();
  const ask = (signal: AbortSignal | null = null) =>
    fetch(`${running.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-switchyard-wait": "2h" },
      body: JSON.stringify(hello),
      signal,
    });
  const left = ask(leaver.signal);
  await someWait(1);
  leaver.abort();
  await expect(left).rejects.toThrow();
  await someWait(0);
  const stopped = ask();
  await someWait(1);
  const [answer] = await Promise.all([stopped, running.client.gateway.stop()]);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
});
