/** After a run of failures of every kind no file but the two that are meant to holds a secret or any content. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { failures } from "../../src-main/simulator/answers/failures.ts";
import { refreshRefused } from "../../src-main/simulator/oauth/oauth-tokens.ts";
import { requestsCsv } from "../../src-shared/requests/requests-csv.ts";
import { claimSignInPorts } from "../support/sign-in-ports.ts";
import { authJson, postJson, startSwitchyard, type Running } from "../support/switchyard.ts";

const prompt = "planted-prompt-text";
const reply = "planted-answer-text";
const apiKey = "planted-api-key";

const question = { model: "gpt-5.5", messages: [{ role: "user", content: prompt }] };

/** Name and content of every file below the folder. */
function filesOf(folder: string): [name: string, text: string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file), readFileSync(file, "latin1")];
    });
}

/** Everything secret that went over the wire: tokens, codes, verifiers, states. */
function wireSecrets({ simulator }: Running): string[] {
  const found = new Set<string>();
  for (const { headers, body } of simulator.requests.entries) {
    const bearer = /^Bearer (.+)$/.exec(headers["authorization"] ?? "")?.[1];
    if (bearer) found.add(bearer);
    const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
    for (const name of ["code", "code_verifier", "refresh_token", "token", "device_auth_id", "user_code"])
      if (typeof fields[name] === "string") found.add(fields[name]);
  }
  return [...found];
}

async function failAsTurns({ url, simulator, client }: Running): Promise<void> {
  const echo = { error: { message: `cannot answer ${prompt}`, code: "invalid_prompt" } };
  const behaviours = [
    { reply: { status: 400, body: echo } },
    { reply: { status: 500, body: `<html>${prompt}</html>` } },
    { reply: failures.cloudflareChallenge() },
    { reply: failures.rateLimit(1) },
    { text: reply, cutAfterEvents: 5 },
    { text: reply, rawSse: `event: x\ndata: {"broken ${prompt}\n\n` },
    { text: reply },
  ];
  const headers = { authorization: `Bearer ${apiKey}` };
  for (const behaviour of behaviours) {
    for (const stream of [true, false]) {
      simulator.script.clear();
      simulator.script.next({ ...behaviour, always: true });
      const answer = await postJson(`${url}/v1/chat/completions`, { ...question, stream }, headers);
      await answer.text().catch(() => "");
    }
  }
  simulator.script.clear();
  for (const body of [`{"broken": "${prompt}`, { ...question, n: "many" }, { messages: [{ role: prompt }] }])
    await postJson(`${url}/v1/chat/completions`, body, headers);
  await postJson(`${url}/v1/chat/completions`, question, { authorization: "Bearer planted-wrong-key" });
  await fetch(`${url}/v1/nowhere?api_key=${apiKey}&q=${prompt}`, { headers });
  await client.requests.recent({ limit: 100 });
}

/** Every endpoint with content of its own, attachments too, served well. */
async function serveEverything({ url, client }: Running): Promise<void> {
  await client.settings.update({ log: { mode: "debug" } });
  const headers = { authorization: `Bearer ${apiKey}` };
  const picture = `data:image/png;base64,${Buffer.from(`${reply} in a picture`).toString("base64")}`;
  const root = url.replace(/\/v1$/, "");
  const ask = async (path: string, body: object) =>
    (await postJson(`${root}${path}`, body, headers)).text().catch(() => "");
  const part = { type: "image_url", image_url: { url: picture } };
  const said = [{ role: "user", content: [{ type: "text", text: prompt }, part] }];
  await ask("/v1/chat/completions", { messages: said, stop: prompt, logit_bias: { [prompt]: 1 } });
  await ask("/v1/completions", { prompt });
  await ask("/v1/responses", { input: prompt, metadata: { [prompt]: prompt }, [prompt]: 1 });
  await ask("/v1/responses/compact", { input: prompt });
  await ask("/v1/messages", {
    max_tokens: 10,
    messages: [{ role: "user", content: prompt }],
    system: prompt,
  });
  await ask("/v1/messages/count_tokens", { messages: [{ role: "user", content: prompt }] });
  await ask("/v1/images/generations", { prompt });
  await ask("/v1/images/edits", { prompt, image: picture });
  await ask("/v1/inspect", { question: prompt, images: [picture] });
  await ask("/v1/compact", { messages: [{ role: "user", content: prompt }] });
  await ask("/v1/embeddings", { input: prompt });
  await ask("/codex/v1/responses", {
    model: "gpt-5.5",
    instructions: prompt,
    input: [{ type: "message", role: "user", content: [{ type: "input_text", text: prompt }] }],
    stream: true,
    store: false,
  });
}

async function failAsSignIns({ client, simulator }: Running): Promise<string[]> {
  const seen: string[] = [];
  const tokens = { method: "POST", path: "/oauth/token" };
  for (const behaviour of [{ reply: failures.serverError() }, { cutAfterBytes: 0 }, {}]) {
    const state = await client.signIn.start({ method: "browser", openBrowser: false });
    if (state.step !== "browser") throw new Error(`It is at ${state.step}.`);
    const answer = await fetch(`${state.authorizeUrl}&account=two`, { redirect: "manual" });
    const address = new URL(answer.headers.get("location") ?? "");
    seen.push(address.searchParams.get("code") ?? "", address.searchParams.get("state") ?? "");
    if (Object.keys(behaviour).length > 0) simulator.script.next({ ...tokens, ...behaviour });
    const callback = address.href.replace("localhost", "127.0.0.1");
    await fetch(callback.replace(/state=[^&]+/, "state=planted-wrong-state"));
    await fetch(callback);
  }
  const device = await client.signIn.start({ method: "device", openBrowser: false });
  if (device.step === "device") seen.push(device.userCode);
  await client.signIn.cancel();
  return seen;
}

async function failAsRenewals({ client, simulator }: Running): Promise<void> {
  const id = (await client.accounts.list())[0]?.id ?? "";
  const usage = { method: "GET", path: "/backend-api/wham/usage" };
  const tokens = { method: "POST", path: "/oauth/token" };
  simulator.script.next({ ...usage, reply: failures.tokenExpired() });
  simulator.script.next({ ...tokens, reply: { status: 503, body: "trouble" } });
  await client.accounts.refresh({ id }).catch(() => null);
  simulator.script.next({ ...tokens, reply: refreshRefused("refresh_token_reused") });
  await client.accounts.refresh({ id }).catch(() => null);
  const half = authJson(simulator, "one").slice(0, -5);
  const files = [{ name: "half.json", text: half }];
  await client.accounts.previewImport({ files });
  await client.accounts.importFiles({ files });
  await client.accounts.export({ ids: [id], by: "command-line" });
}

test("no file tells what nobody may know", async () => {
  await claimSignInPorts();
  const running = await startSwitchyard({ env: { SWITCHYARD_LOG_LEVEL: "debug" } });
  const { client, dataFolder, switchyard } = running;
  await client.settings.update({ gateway: { apiKey } });
  await serveEverything(running);
  await failAsTurns(running);
  const signInSecrets = await failAsSignIns(running);
  await failAsRenewals(running);

  const secrets = [...wireSecrets(running), ...signInSecrets];
  expect(secrets.length).toBeGreaterThan(8);
  const content = [prompt, reply, apiKey, "planted-wrong-key", "planted-wrong-state"];
  const pictures = Buffer.from(`${reply} in a picture`).toString("base64").slice(0, 20);
  content.push(pictures);
  // Whatever the window and the command line can ask for is no way out either.
  const history = await client.requests.page({ limit: 1000 });
  const endpoints = new Set(history.rows.map(({ endpoint }) => endpoint));
  expect(endpoints.size).toBeGreaterThan(10);
  expect(history.rows.some(({ attachments }) => attachments.length > 0)).toBe(true);
  const kept = JSON.stringify(history) + requestsCsv(history.rows, (id) => id);
  for (const word of [...content, ...secrets]) expect(kept).not.toContain(word);
  const check = () => {
    for (const [name, text] of filesOf(dataFolder)) {
      if (name === "accounts.json") continue;
      const hidden = name === "settings.json" ? content.filter((word) => word !== apiKey) : content;
      for (const word of [...hidden, ...secrets]) expect(text, `${name} holds a secret`).not.toContain(word);
    }
  };
  check();
  await switchyard.close();
  check();
  expect(existsSync(path.join(dataFolder, "logs/switchyard.log"))).toBe(true);
  expect(readFileSync(path.join(dataFolder, "logs/switchyard.log"), "utf8")).toContain("gateway started");
  expect(readFileSync(path.join(dataFolder, "logs/switchyard.log"), "utf8")).toContain("a request ended");
  expect(readFileSync(path.join(dataFolder, "settings.json"), "utf8")).toContain(apiKey);
  expect(readFileSync(path.join(dataFolder, "accounts.json"), "utf8")).toContain("rt_fake.two.");
});
