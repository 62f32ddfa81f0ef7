/** Agent programs behind the whole gateway: stand-ins that speak as the real ones were recorded. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { processExists } from "../../../src-main/platform/locks/process-exists.ts";
import { clientProtocols } from "../../support/client-protocols.ts";
import { standIn } from "../../support/stand-in.ts";
import { hello, startSwitchyard, type RunOptions } from "../../support/switchyard.ts";

async function start(as: string, options: RunOptions = {}) {
  const real = ["gemini", "copilot", "opencode", "qwen", "kimi"];
  const agent = await standIn("agent", { STAND_IN_AS: as }, real.includes(as) ? as : "cursor-agent");
  const running = await startSwitchyard({ signIn: [], ...options });
  const { program } = agent;
  await running.client.providers.add({ kind: "acp", name: as, program, accepted: true });
  await running.client.providers.models({ name: as });
  const chat = (model: string, content: unknown, more: object = {}, signal?: AbortSignal) =>
    fetch(`${running.url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ...hello,
        model: `${as}:${model}`,
        messages: [{ role: "user", content }],
        ...more,
      }),
      signal: signal ?? null,
    });
  const answered = async (response: Response) => (await response.json()) as Answered;
  const asked = () => agent.told().filter((each) => "asked" in each);
  return { ...running, agent, chat, answered, asked };
}

const gone = (pid: number) => expect.poll(() => processExists(pid), { timeout: 5000 }).toBe(false);
const picture = {
  type: "image_url",
  image_url: {
    url: "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  },
};

test("clients of every protocol: text, thoughts and a picture, one ending", async () => {
  const { url, asked } = await start("gemini", { env: { SWITCHYARD_API_KEY: "" } });
  for (const protocol of clientProtocols) {
    const answer = await fetch(url + protocol.path("gemini:sonnet"), {
      method: "POST",
      headers: { "content-type": "application/json", ...protocol.headers },
      body: JSON.stringify(protocol.image("gemini:sonnet")),
    });
    expect(protocol.read(await answer.text()), protocol.name).toMatchObject({
      text: "You said: look [image]",
      ends: 1,
    });
  }
  expect(asked()[0]).toMatchObject({ mode: "plan", model: "sonnet" });
  // One process, which holds them all.
  expect(new Set(asked().map(({ pid }) => pid)).size).toBe(1);
});

test("a conversation keeps its session, another one gets its own in the same process, and an edited one is told anew", async () => {
  const { chat, answered, asked, client, url } = await start("copilot");
  const messages: object[] = [
    { role: "system", content: "Be short." },
    { role: "user", content: "good morning" },
  ];
  const first = await answered(await chat("sonnet", "", { messages }));
  expect(first.choices[0]?.message.content).toContain("You said: Instructions:\n\nBe short.");
  expect(first.usage).toMatchObject({ prompt_tokens: 1212, completion_tokens: 9 });
  messages.push(first.choices[0]?.message ?? {}, { role: "user", content: "and now?" });
  const second = await answered(await chat("sonnet", "", { messages }));
  expect(second.choices[0]?.message.content).toBe("You said: and now?");
  // It tells the session's sum: what this turn used is told.
  expect(second.usage).toMatchObject({ prompt_tokens: 1212, completion_tokens: 9 });
  await (await chat("auto", "another one")).text();
  messages.splice(1, 1, { role: "user", content: "good evening" });
  await (await chat("sonnet", "", { messages })).text();
  const [one, two, other, edited] = asked();
  expect([two?.["sessionId"], two?.["pid"]]).toEqual([one?.["sessionId"], one?.["pid"]]);
  expect(other?.["sessionId"]).not.toBe(one?.["sessionId"]);
  expect(new Set(asked().map(({ pid }) => pid)).size).toBe(1);
  expect(JSON.stringify(edited?.["asked"])).toMatch(/good evening.*You said.*Answer this now.*and now/);
  expect(one?.["mode"]).toMatch(/#agent$/);

  const listed = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] };
  expect(listed.data.map(({ id }) => id)).toContain("copilot:sonnet");
  const rows = await client.requests.recent({ limit: 1 });
  expect(rows[0]).toMatchObject({ provider: "copilot", outcome: "ok" });
});

test("every way it fails is an error that names it and says what to do; its process goes where it is at fault", async () => {
  const { chat, agent, asked, dataFolder, switchyard } = await start("gemini");
  const secret = "a secret of mine";
  const cases: [string, number, RegExp][] = [
    ["refuses", 502, /could not answer.*It says: Internal error: the model is on holiday/],
    ["repeats", 502, /could not answer/],
    ["limited", 429, /takes no more requests/],
    ["ends-without-a-word", 502, /ended its turn without an answer/],
    ["dies-at-once", 502, /ended with code 3/],
    ["floods", 502, /ended with code 4/],
    ["prints-no-json", 502, /something else than Gemini CLI does/],
    ["of-nobody", 404, /has no model of-nobody. It has auto, sonnet/],
  ];
  for (const [model, status, words] of cases) {
    const answer = await chat(model, secret);
    const text = await answer.text();
    expect(answer.status, `${model}: ${text}`).toBe(status);
    expect(text, model).toMatch(words);
    expect(text, model).toContain("'gemini'");
    expect(text, model).not.toContain(secret);
  }
  const before = asked().length;
  const tools = [
    { type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } },
  ];
  const withTools = await chat("sonnet", "hello", { tools });
  expect([withTools.status, await withTools.text()]).toEqual([
    400,
    expect.stringMatching(/cannot be given tools of the client.*'gemini'/),
  ]);
  expect(asked().length).toBe(before);

  const half = await chat("dies", "hello", { stream: true });
  expect(await half.text()).toMatch(/half an [\s\S]*ended with code 3/);
  const cut = (await (await chat("cut-at-its-limit", "hello")).json()) as Answered;
  expect(cut.choices[0]).toMatchObject({ finish_reason: "length", message: { content: "as far as it" } });

  await switchyard.close();
  for (const pid of agent.pids()) await gone(pid);
  expect(globSync("agents/*", { cwd: dataFolder })).toEqual([]);
  const files = globSync("**/*", { cwd: dataFolder, withFileTypes: true }).filter((file) => file.isFile());
  for (const file of files)
    expect(readFileSync(path.join(file.parentPath, file.name), "latin1"), file.name).not.toContain(secret);
}, 20_000);

test("what it wants to do is denied, in the mode that does least, with no key of anybody", async () => {
  const env = { PATH: process.env["PATH"], GEMINI_API_KEY: "made-up", OPENAI_API_KEY: "made-up" };
  const { chat, answered, agent } = await start("opencode", { env });
  const tried = await answered(await chat("tries-a-command", "hello"));
  expect(tried.choices[0]?.message.content).toBe("I try.\n\nIt was denied.");
  expect(tried.usage).toMatchObject({ prompt_tokens: 1212, prompt_tokens_details: { cached_tokens: 1000 } });
  expect(agent.told()).toContainEqual(
    expect.objectContaining({ outcome: { outcome: "selected", optionId: "reject_once" } }),
  );
  const [started] = agent.told();
  expect(agent.told().find((each) => "asked" in each)).toMatchObject({ mode: "plan" });
  expect(JSON.stringify(started)).not.toContain("made-up");
  expect(started?.["started"]).toEqual(["acp"]);
});

test("a client that leaves: the turn is cancelled, and a process that does not hear it is ended", async () => {
  const { chat, agent } = await start("qwen");
  for (const [model, stays] of [
    ["slow", true],
    ["deaf", false],
  ] as const) {
    const leave = new AbortController();
    const answer = await chat(model, "hello", { stream: true }, leave.signal);
    await answer.body?.getReader().read();
    const { pid } = agent.told().findLast((each) => "asked" in each) as { pid: number };
    leave.abort();
    await expect
      .poll(() => agent.told().at(-1))
      .toMatchObject({ pid, cancelled: expect.any(String) as string });
    if (stays) expect(await (await chat("sonnet", "still there?")).text()).toContain("still there?");
    else await gone(pid);
    expect(agent.told().findLast((each) => "asked" in each)?.["pid"]).toBe(pid);
  }
});

test.each([
  ["signed-out", 401, /is not signed in. Run `cursor-agent login`/],
  ["unsafe", 502, /no mode that Switchyard knows to be safe/],
])("one that is %s is told as such, and its check too", async (as, status, words) => {
  const { chat, client, agent } = await start(as);
  const answer = await chat("auto", "hello");
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringMatching(words)]);
  expect((await client.providers.check({ name: as }))[0]?.problem?.message).toMatch(words);
  for (const pid of agent.pids()) await gone(pid);
});

test("pictures are refused where an agent takes none, it is off until accepted, and stays on this computer", async () => {
  const { chat, client } = await start("kimi");
  const seen = await chat("auto", [{ type: "text", text: "look" }, picture]);
  expect([seen.status, await seen.text()]).toEqual([400, expect.stringContaining("takes no pictures")]);
  expect((await chat("auto", "hello")).status).toBe(200);
  await expect(client.providers.add({ kind: "acp", name: "other", program: "copilot" })).rejects.toThrow(
    /under your own login/,
  );
  const missing = { kind: "acp", name: "goose", program: "/nowhere/goose", accepted: true } as const;
  await client.providers.add(missing);
  expect((await client.providers.check({ name: "goose" }))[0]?.problem?.message).toMatch(
    /found no program '\/nowhere\/goose'. Install Goose/,
  );
});

interface Answered {
  choices: { message: { content: string }; finish_reason: string }[];
  usage: object;
}
