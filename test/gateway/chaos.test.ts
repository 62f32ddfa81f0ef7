/**
 * Chaos, by a seed: good requests beside ones that break the backend, and a backend that fails for everybody now and
 * then. A good request fails only by what the backend did to it, never by what happened to another one, and it does
 * not wait for a pause to be over.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { failures, streamFailures } from "../../src-main/simulator/answers/failures.ts";
import type { Behaviour } from "../../src-main/simulator/answers/script.ts";
import type { AccountOptions } from "../../src-main/simulator/accounts/simulated-account.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import { seededNumbers } from "../support/seeded-numbers.ts";
import { limitsRead, postJson, startSwitchyard, type Running } from "../support/switchyard.ts";

const faults: Behaviour[] = [
  { reply: failures.serverError() },
  { reply: failures.badGateway() },
  { reply: failures.overloaded() },
  { reply: { ...failures.overloaded(), headers: { "retry-after": "600" } } },
  { reply: failures.forbidden() },
  { reply: failures.rateLimit(30) },
  { reply: { ...failures.rateLimit(1), headers: { "retry-after": "Fri, 21 Oct 9999 07:28:00 GMT" } } },
  { reply: failures.tokenExpired() },
  { reply: failures.tokenInvalidated() },
  { reply: { status: 401 } },
  { reply: { status: 200, body: "<html>hello</html>" } },
  { cutAfterBytes: 0 },
  { cutAfterEvents: 1 },
  { text: "one two three four five", cutAfterEvents: 10 },
  { end: streamFailures.overloaded(), endAfterOutputEvents: 0 },
  { end: streamFailures.overloaded(), endAfterOutputEvents: 6 },
  { rawSse: "event: x\ndata: {not json\n\n" },
];

const protocols: ((text: string) => [string, object, Record<string, string>])[] = [
  (content) => ["/v1/chat/completions", { model: "gpt-5.5", messages: [{ role: "user", content }] }, {}],
  (content) => [
    "/v1/chat/completions",
    { model: "gpt-5.5", stream: true, messages: [{ role: "user", content }] },
    {},
  ],
  (prompt) => ["/v1/completions", { model: "gpt-5.5", prompt }, {}],
  (input) => ["/v1/responses", { model: "gpt-5.5", input, stream: true }, {}],
  (content) => [
    "/v1/messages",
    { model: "gpt-5.5", max_tokens: 9, messages: [{ role: "user", content }] },
    { "anthropic-version": "2023-06-01" },
  ],
  (text) => [
    "/codex/v1/responses",
    {
      model: "gpt-5.5",
      instructions: "Be brief.",
      input: [{ type: "message", role: "user", content: [{ type: "input_text", text }] }],
      store: false,
      stream: true,
    },
    { version: "0.169.0", originator: "codex_exec" },
  ],
];

interface Told {
  status: number;
  text: string;
  row: RequestRow | undefined;
}

async function ask({ url, client }: Running, protocol: number, text: string): Promise<Told> {
  const [route, body, headers] = (protocols[protocol % protocols.length] ?? expect.unreachable())(text);
  asked += 1;
  const name = `probe-${asked}`;
  const response = await postJson(url + route, body, { ...headers, "user-agent": `${name}/1.0` });
  const answered = await response.text().catch(() => "cut");
  const find = async () =>
    (await client.requests.recent({ limit: 200 })).find((each) => each.client.name === name);
  await expect.poll(async () => (await find())?.outcome).not.toBe("running");
  return { status: response.status, text: answered, row: await find() };
}

let asked = 0;

/** Runs so many pieces of work, a few at a time. */
async function many(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

describe.each([
  ["one account", 1, 4711],
  ["two accounts", 2, 59_117],
  ["four accounts", 4, 815],
])("%s", (_name, accounts, seed) => {
  const people: AccountOptions[] = Array.from({ length: accounts }, (_, index) => ({ id: `person${index}` }));

  async function start() {
    const running = await startSwitchyard({
      accounts: people,
      signIn: people.map(({ id }) => id),
      simulator: { logLimit: 5 },
    });
    await limitsRead(running);
    return running;
  }

  async function expectAllWell(running: Running): Promise<void> {
    running.simulator.script.clear();
    for (const protocol of protocols.keys()) {
      const { status, text, row } = await ask(running, protocol, "say well again");
      expect(status, text).toBe(200);
      expect(row).toMatchObject({ outcome: "ok", attempts: 1 });
    }
    const healths = (await running.client.accounts.list()).map(({ health }) => health);
    expect(healths).not.toContain("sign-in-needed");
    expect(readFileSync(path.join(running.dataFolder, "accounts.json"), "utf8")).not.toMatch(
      /"deadSince": \d/,
    );
  }

  test("what breaks the backend again and again never costs another one's request", async () => {
    const running = await start();
    const random = seededNumbers(seed);
    for (const [index, fault] of faults.entries()) {
      const when = ({ body }: { body: unknown }) => JSON.stringify(body ?? "").includes(`breaks ${index}.`);
      running.simulator.script.next({ ...fault, always: true, when });
    }
    let broken = 0;
    await many(180, async () => {
      const protocol = Math.floor(random() * protocols.length);
      if (random() < 0.6) {
        const { status } = await ask(
          running,
          protocol,
          `breaks ${Math.floor(random() * faults.length)}. ${Math.floor(random() * 9)}`,
        );
        if (status !== 200) broken += 1;
        return;
      }
      const { status, text, row } = await ask(running, protocol, `say good ${Math.floor(random() * 9)}`);
      expect(status, text).toBe(200);
      expect(row?.outcome).toBe("ok");
    });
    expect(broken).toBeGreaterThan(50);
    await expectAllWell(running);
  });

  test("while the backend fails at random a request fails by the backend's word alone; then all is well at once", async () => {
    const running = await start();
    const random = seededNumbers(seed + 1);
    for (const fault of faults) {
      running.simulator.script.next({ ...fault, always: true, when: () => random() < 0.06 });
    }
    let failed = 0;
    await many(180, async (index) => {
      const { status, row } = await ask(running, Math.floor(random() * protocols.length), `say it ${index}`);
      if (status === 200 && row?.outcome !== "failed") return;
      failed += 1;
      expect(row?.attempts).toBeGreaterThan(0);
      expect(row?.tries.at(-1)?.kind).not.toBeNull();
    });
    expect(failed).toBeGreaterThan(0);
    await expectAllWell(running);
  });
});
