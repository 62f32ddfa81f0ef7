/** Who asked is told by addresses and headers, kept as names and keyed hashes, and nothing of it goes upstream. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { askerOf } from "../../src-main/gateway/http/asker-of.ts";
import { takeProject } from "../../src-main/gateway/http/project-prefix.ts";
import { createAlias, openAlias } from "../../src-main/platform/alias.ts";
import { projectName } from "../../src-shared/project-name.ts";
import { postJson, startSwitchyard, temporaryFolder } from "../support/switchyard.ts";
import { openSocket } from "../support/web-socket.ts";

test.each([
  ["shop", "shop"],
  ["My Shop!", "My-Shop"],
  ["/home/planted-person/shop/", "shop"],
  [String.raw`C:\Users\planted-person\shop`, "shop"],
  ["商店", "商店"],
  [".config", "config"],
  ["..", null],
  ["x".repeat(80), "x".repeat(64)],
  [" / ", null],
])("the project %s is called %s", (text, name) => {
  expect(projectName(text)).toBe(name);
});

test.each([
  ["/@shop/v1/chat/completions?a=1", "/v1/chat/completions?a=1", "shop"],
  ["/@shop", "/", "shop"],
  ["/@shop?x", "/?x", "shop"],
  ["/@b%C3%A4r/api/chat", "/api/chat", "bär"],
  ["/@%2Fhome%2Fme%2Fshop/v1/models", "/v1/models", "shop"],
  ["/@50%/v1/models", "/v1/models", "50"],
  ["/v1/@shop/models", "/v1/@shop/models", null],
])("%s is %s of %s", (url, rest, project) => {
  const request = { url, headers: {} };
  takeProject(request);
  expect(request.url).toBe(rest);
  expect(askerOf(request.headers).project).toBe(project);
});

test("an alias is the same in one data folder, another elsewhere, and tells nothing", async () => {
  const file = path.join(await temporaryFolder(), "alias.key");
  const name = openAlias(file)("planted-session");
  expect(openAlias(file)("planted-session")).toBe(name);
  expect(createAlias()("planted-session")).not.toBe(name);
  expect(name).toMatch(/^[\w-]{12}$/);
});

test("every way to ask names its project, conversation and agent; no id, path or text is kept or sent on", async () => {
  const running = await startSwitchyard();
  const { url, client, dataFolder, simulator, switchyard } = running;
  const planted = "planted-0f0f";
  const said = { messages: [{ role: "user", content: planted }] };
  const codex = {
    model: "gpt-5.5",
    input: [{ type: "message", role: "user", content: [{ type: "input_text", text: planted }] }],
    store: false,
    stream: true,
  };
  const ask = async (at: string, body: object, headers: Record<string, string> = {}) =>
    (await postJson(`${url}${at}`, body, headers)).text();
  const claude = {
    "x-claude-code-session-id": planted,
    "x-claude-code-agent-id": `${planted}-agent`,
    "x-claude-code-parent-agent-id": `${planted}-parent`,
  };
  await ask("/@shop/v1/messages", { ...said, max_tokens: 9 }, claude);
  await ask("/v1/chat/completions", said, { "x-switchyard-project": `/home/${planted}/shop` });
  await ask("/@shop/v1/chat/completions", said, { "x-switchyard-project": "lost", "session-id": planted });
  await ask("/@shop/api/chat", said);
  await ask("/@shop/v1beta/models/gpt-5.5:generateContent", {
    contents: [{ role: "user", parts: [{ text: planted }] }],
  });
  await ask("/@shop/codex/v1/responses", codex, {
    "session-id": planted,
    "x-openai-subagent": "review",
    "x-codex-parent-thread-id": planted,
  });
  const socket = await openSocket(`${url}/@shop/v1/responses`, { "session-id": planted });
  await socket.turn({ model: "gpt-5.5", input: planted });
  await ask("/v1/chat/completions", said, { "x-openai-subagent": `Read ${planted}` });

  await expect.poll(async () => (await client.requests.page({})).rows.length).toBe(8);
  const [free, live, passed, gemini, ollama, chat, byHeader, byClaude] = (await client.requests.page({}))
    .rows;
  const named = [live, passed, gemini, ollama, chat, byHeader, byClaude];
  expect(named.map((row) => row?.project)).toEqual(named.map(() => "shop"));
  expect(free).toMatchObject({ project: null, agent: null, parentAgent: null });
  expect(gemini?.conversation).toMatch(/^[\w-]{12}$/);
  expect(passed).toMatchObject({ agent: "review", parentAgent: passed?.conversation });
  expect(byClaude?.agent).toMatch(/^[\w-]{12}$/);
  expect(byClaude?.parentAgent).not.toBe(byClaude?.agent);

  const { groups } = await client.usage.report({ days: 1, by: "project" });
  expect(groups.map(({ name, requests }) => [name, requests])).toEqual([
    ["shop", 7],
    ["", 1],
  ]);
  const page = await client.requests.page({ agent: "review", project: "SHO" });
  expect(page.rows.map(({ id }) => id)).toEqual([passed?.id]);
  expect(simulator.requests.entries.flatMap(({ headers }) => Object.keys(headers))).not.toContain(
    "x-switchyard-project",
  );
  await switchyard.close();
  for (const entry of readdirSync(dataFolder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    expect(readFileSync(path.join(entry.parentPath, entry.name), "latin1"), entry.name).not.toContain(
      planted,
    );
  }
});
