/** What a page, an extension or a rebound name can send, and what becomes of it. */
import { connect } from "node:net";
import { request } from "undici";
import { expect, test } from "vitest";
import { openSocket } from "../support/web-socket.ts";
import { startSwitchyard } from "../support/switchyard.ts";

const key = "sk-local-test-key";

async function ask(url: string, headers: Record<string, string>) {
  const answer = await request(url, { headers });
  return { status: answer.statusCode, text: await answer.body.text(), headers: answer.headers };
}

test.each(["cross-site", "same-site"])("pictures and scripts of a %s page are not answered", async (site) => {
  const { url } = await startSwitchyard();
  for (const path of ["/v1/models", "/v1/status", "/debug/config", "/codex/v1/models", "/healthz", "/"]) {
    const answer = await ask(url + path, { "sec-fetch-site": site, "sec-fetch-mode": "no-cors" });
    expect([answer.status, answer.text], path).toEqual([403, expect.stringContaining("cross_site")]);
  }
});

test.each(["same-origin", "none"])("an address typed by hand is (%s)", async (site) => {
  const { url } = await startSwitchyard();
  expect((await ask(`${url}/v1/models`, { "sec-fetch-site": site })).status).toBe(200);
});

test("with a key a page gets in by the key alone", async () => {
  const { url } = await startSwitchyard({ env: { SWITCHYARD_API_KEY: key } });
  const page = { origin: "https://my.page", "sec-fetch-site": "cross-site" };
  expect((await ask(`${url}/v1/models`, { ...page, authorization: `Bearer ${key}` })).status).toBe(200);
  expect((await ask(`${url}/healthz`, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  const preflight = await request(`${url}/v1/models`, { method: "OPTIONS", headers: page });
  await preflight.body.dump();
  expect(preflight.statusCode).toBe(204);
});

test("no answer is sniffed or embedded by a page of elsewhere", async () => {
  const { url } = await startSwitchyard();
  for (const headers of [{}, { "sec-fetch-site": "cross-site" }]) {
    expect((await ask(`${url}/v1/models`, headers)).headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
  }
});

test.each([null, key])("two Host headers are refused (key: %s)", async (apiKey) => {
  const { url } = await startSwitchyard(apiKey === null ? {} : { env: { SWITCHYARD_API_KEY: apiKey } });
  const { host, port } = new URL(url);
  const lines = [
    "GET /v1/models HTTP/1.1",
    `Host: ${host}`,
    "Host: evil.example",
    `Authorization: Bearer ${key}`,
    "Connection: close",
  ];
  const text = await raw(Number(port), `${lines.join("\r\n")}\r\n\r\n`);
  expect(text).toMatch(/^HTTP\/1\.1 400 /);
  expect(text).toContain("duplicate_host");
});

const extension = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

test("a browser extension gets in when it is on the list, and is told how to get there", async () => {
  const { url, client } = await startSwitchyard();
  const refused = await ask(`${url}/v1/models`, { origin: extension });
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("extension_not_allowed")]);
  expect(refused.text).toContain("gateway.allowedExtensions");
  await client.settings.update({ gateway: { allowedExtensions: [extension] } });
  const taken = await ask(`${url}/v1/models`, { origin: extension, "sec-fetch-site": "cross-site" });
  expect(taken.status).toBe(200);
  expect(taken.headers["access-control-allow-origin"]).toBe(extension);
  const other = await ask(`${url}/v1/models`, { origin: "moz-extension://0b1c2d3e" });
  expect(other.status).toBe(403);
});

test("only an extension can be put on that list", async () => {
  const { client } = await startSwitchyard({ signIn: [] });
  for (const origin of ["https://evil.example", "null", "chrome-extension://", "chrome-extension://a/b", "*"])
    await expect(client.settings.update({ gateway: { allowedExtensions: [origin] } })).rejects.toThrow();
});

test("programs that name a scheme of their own are tools like any other", async () => {
  const { url } = await startSwitchyard();
  for (const origin of ["vscode-webview://1a2b", "app://obsidian.md", "tauri://localhost"])
    expect((await ask(`${url}/v1/models`, { origin })).status, origin).toBe(200);
});

test("a WebSocket of an extension is refused likewise", async () => {
  const { url } = await startSwitchyard();
  const address = `${url.replace("http", "ws")}/v1/responses`;
  await expect(openSocket(address, { origin: extension })).rejects.toMatchObject({ status: 403 });
  await expect(openSocket(address, { "sec-fetch-site": "cross-site" })).rejects.toMatchObject({
    status: 403,
  });
});

function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => (answer += String(chunk)));
    socket.once("error", reject);
    socket.once("close", () => resolve(answer));
    socket.write(text);
  });
}

test.each(["/v1/responses/%", "/v1/models/%ff", "/v1/messages/batches/%E0%A4%A", "/nowhere/%zz"])(
  "%s is a bad address, told in the caller's protocol",
  async (path) => {
    const { url } = await startSwitchyard();
    const { port } = new URL(url);
    const get = (header: string) =>
      raw(Number(port), `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${header}\r\n`);
    const openai = await get("");
    expect(openai).toMatch(/^HTTP\/1\.1 400 /);
    if (!path.startsWith("/v1/messages")) expect(openai).toContain('"code":"invalid_path"');
    const anthropic = await get("anthropic-version: 2023-06-01\r\n");
    expect(anthropic).toMatch(/^HTTP\/1\.1 400 /);
    expect(anthropic).toContain('"type":"invalid_request_error"');
  },
);
