/** Claude Code's program behind the whole gateway, for clients of every protocol: a stand-in that speaks as it does. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { processExists } from "../../../src-main/platform/locks/process-exists.ts";
import { clientProtocols, type ClientProtocol } from "../../support/client-protocols.ts";
import { standIn } from "../../support/stand-in.ts";
import { hello, postJson, startSwitchyard, type RunOptions } from "../../support/switchyard.ts";

async function start(options: RunOptions = {}, env: Record<string, string> = {}) {
  const claude = await standIn("claude", env);
  const running = await startSwitchyard({ signIn: [], ...options });
  const { program } = claude;
  await running.client.providers.add({ kind: "claude-code", program, accepted: true });
  const ask = (protocol: ClientProtocol, body: object, model = "claude:sonnet") =>
    fetch(running.url + protocol.path(model), {
      method: "POST",
      headers: { "content-type": "application/json", ...protocol.headers },
      body: JSON.stringify(body),
    });
  const chat = (model: string, content: unknown, more: object = {}) =>
    postJson(`${running.url}/v1/chat/completions`, {
      ...hello,
      model: `claude:${model}`,
      messages: [{ role: "user", content }],
      ...more,
    });
  const asked = () => claude.told().filter((each) => "asked" in each);
  return { ...running, claude, ask, chat, asked };
}

const gone = (pid: number) => expect.poll(() => processExists(pid), { timeout: 5000 }).toBe(false);

test("clients of every protocol: parallel calls and their results in the same process, an image", async () => {
  const { ask, asked, claude } = await start({ env: { SWITCHYARD_API_KEY: "" } });
  for (const protocol of clientProtocols) {
    const model = "claude:sonnet";
    const question = protocol.tools(model);
    const first = await ask(protocol, question);
    const text = await first.text();
    expect(first.status, text).toBe(200);
    const answer = protocol.read(text);
    expect(answer.calls, protocol.name).toMatchObject([
      { name: "first", args: { index: 0 } },
      { name: "second", args: { index: 1 } },
    ]);
    expect(answer.ends).toBe(1);
    const before = asked().length;
    const second = await ask(protocol, protocol.results(question, answer, ["one", "two"]));
    expect(protocol.read(await second.text()), protocol.name).toMatchObject({
      text: `Results: ${["one", "two"].map(protocol.resultTold).join(", ")}.`,
      ends: 1,
    });
    // The results went to the calls that waited: nothing was asked anew.
    expect(asked().length, protocol.name).toBe(before);
    const seen = protocol.read(await (await ask(protocol, protocol.image(model))).text());
    expect(seen, protocol.name).toMatchObject({ text: "You said: look [image]", ends: 1 });
  }
  const turns = asked();
  expect(turns.at(-1)?.["asked"]).toMatchObject([
    { content: [{ type: "text" }, { type: "image", source: { type: "base64", media_type: "image/png" } }] },
  ]);
  // Four processes at most, as the settings have it.
  expect(claude.pids().filter(processExists).length).toBeLessThanOrEqual(4);
});

test("a conversation keeps its process; an edited one is told anew, and usage, limits and models are the program's", async () => {
  const { chat, asked, client, url } = await start();
  const messages: object[] = [
    { role: "system", content: "Be short." },
    { role: "user", content: "good morning" },
  ];
  const first = (await (await chat("sonnet", "", { messages })).json()) as Answered;
  expect(first.choices[0]?.message.content).toBe("You said: good morning");
  expect(first.usage).toMatchObject({ prompt_tokens: 2112, completion_tokens: 9 });
  messages.push(
    { role: "assistant", content: "You said: good morning" },
    { role: "user", content: "and now?" },
  );
  const second = (await (await chat("sonnet", "", { messages })).json()) as Answered;
  expect(second.choices[0]?.message.content).toBe("You said: and now?");
  const [one, two] = asked();
  expect(two?.["pid"]).toBe(one?.["pid"]);
  expect(two?.["system"]).toEqual(["Be short."]);

  messages.splice(1, 1, { role: "user", content: "good evening" });
  await (await chat("sonnet", "", { messages })).text();
  const third = asked().at(-1);
  expect(third?.["pid"]).not.toBe(one?.["pid"]);
  expect(third?.["asked"]).toMatchObject([
    { role: "user", content: [{ text: "good evening" }] },
    { role: "assistant" },
    { role: "user" },
  ]);

  await expect.poll(async () => (await client.providers.list())[0]?.slots[0]?.limits?.windows.length).toBe(2);
  const listed = (await (await fetch(`${url}/v1/models`)).json()) as { data: { id: string }[] };
  expect(listed.data.map(({ id }) => id)).toContain("claude:opus");
});

test("every way it fails is an error in the client's protocol that says what to do, and its process is gone", async () => {
  const { chat, claude, url } = await start();
  const cases: [string, number, RegExp][] = [
    ["dies-at-once", 502, /ended with code 3/],
    ["floods", 502, /ended with code 4/],
    ["writes-no-json", 502, /something else than Claude Code/],
    ["refused-401", 401, /claude auth login/],
    ["not-signed-in", 401, /claude auth login/],
    ["refused-404", 404, /does not have this model/],
    ["refused-429", 429, /no more requests of this plan/],
    ["used-up", 429, /limit of the Claude plan/],
    ["refused-529", 503, /overloaded/],
    ["too-long", 400, /Prompt is too long/],
    ["pays-by-key", 403, /would bill an API key/],
    ["pays-by-key-late", 403, /would bill an API key/],
    ["--help", 404, /no model of that name/],
  ];
  for (const [model, status, words] of cases) {
    const answer = await chat(model, "a secret of mine");
    const text = await answer.text();
    expect(answer.status, `${model}: ${text}`).toBe(status);
    expect(text, model).toMatch(words);
    expect(text, model).toContain("'claude'");
    expect(text, model).not.toContain("a secret of mine");
  }
  // Nothing was asked of one that would pay by key.
  const asked = claude
    .told()
    .filter((each) => "asked" in each && JSON.stringify(each).includes("pays-by-key"));
  expect(asked).toEqual([]);
  const other = await postJson(`${url}/v1/messages`, {
    model: "claude:refused-401",
    max_tokens: 9,
    messages: hello.messages,
  });
  expect(other.status).toBe(401);
  expect(await other.json()).toMatchObject({ type: "error", error: { type: "authentication_error" } });

  const half = await chat("dies", "hello", { stream: true });
  expect(half.status).toBe(200);
  expect(await half.text()).toMatch(/half an [\s\S]*ended with code 3/);
  for (const pid of claude.pids()) await gone(pid);
}, 20_000);

test("a client that leaves: the turn is interrupted, the process gone, and the next one served", async () => {
  const { url, claude, chat } = await start();
  const leave = new AbortController();
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...hello, model: "claude:slow", stream: true }),
    signal: leave.signal,
  });
  const reader = answer.body?.getReader();
  await reader?.read();
  const pid = claude.told().find((each) => "asked" in each)?.["pid"] as number;
  leave.abort();
  await gone(pid);
  expect(claude.told()).toContainEqual({ pid, interrupted: true });
  expect((await chat("sonnet", "hello")).status).toBe(200);
});

test("it is off until accepted; what it is given holds no key, and what is left no prompt", async () => {
  const env = {
    ANTHROPIC_API_KEY: "sk-ant-made-up",
    ANTHROPIC_BASE_URL: "http://127.0.0.1:9",
    OPENAI_API_KEY: "sk-made-up",
  };
  const { client, chat, claude, switchyard, dataFolder } = await start({
    env: { ...env, PATH: process.env["PATH"] },
  });
  await expect(client.providers.add({ kind: "claude-code", name: "other" })).rejects.toThrow(
    /unmodified Claude Code/,
  );
  const secret = "a very private question";
  expect((await chat("sonnet", secret)).status).toBe(200);
  const started = claude.told().filter((each) => "started" in each);
  for (const each of started) {
    expect(Object.keys(each["env"] as object)).not.toContain("ANTHROPIC_API_KEY");
    expect(JSON.stringify(each)).not.toMatch(/made-up|private/);
    expect(each["cwd"]).toContain(path.join(dataFolder, "agents"));
  }
  await switchyard.close();
  for (const pid of claude.pids()) await gone(pid);
  expect(globSync("agents/*", { cwd: dataFolder })).toEqual([]);
  const files = globSync("**/*", { cwd: dataFolder, withFileTypes: true }).filter((file) => file.isFile());
  for (const file of files)
    expect(readFileSync(path.join(file.parentPath, file.name), "latin1"), file.name).not.toContain(secret);
});

interface Answered {
  choices: { message: { content: string } }[];
  usage: object;
}
