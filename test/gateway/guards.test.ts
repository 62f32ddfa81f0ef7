import { request } from "undici";
import { expect, test } from "vitest";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { hello, postJson, startSwitchyard } from "../support/switchyard.ts";

async function ask(url: string, headers: Record<string, string>) {
  const { statusCode, body, headers: answered } = await request(url, { headers });
  const text = await body.text();
  return { status: statusCode, text, headers: answered };
}

test("without a key only loopback names and no web page get in", async () => {
  const { url } = await startSwitchyard();
  const models = `${url}/v1/models`;
  const { port } = new URL(url);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, "localhost", `[::1]:${port}`]) {
    expect((await ask(models, { host })).status).toBe(200);
  }
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example", "192.168.1.5:8787"]) {
    const answer = await ask(models, { host });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("host_not_allowed");
  }
  for (const origin of ["https://evil.example", "http://localhost:3000", "null"]) {
    expect((await ask(models, { host: "localhost", origin })).status).toBe(403);
  }
});

test("any placeholder key is fine while none is set; a set key is wanted by every route but /healthz", async () => {
  const open = await startSwitchyard();
  expect(
    (await postJson(`${open.url}/v1/chat/completions`, hello, { authorization: "Bearer local" })).status,
  ).toBe(200);

  const { url } = await startSwitchyard({ env: { SWITCHYARD_API_KEY: "sk-local-test-key" } });
  expect((await ask(`${url}/healthz`, {})).status).toBe(200);
  // Codex takes a 401 for its own login and renews that.
  const wrongForCodex = await ask(`${url}/codex/v1/models`, { authorization: "Bearer sk-local-test-kez" });
  expect([wrongForCodex.status, wrongForCodex.text]).toEqual([
    400,
    expect.stringContaining("invalid_api_key"),
  ]);
  for (const path of ["/v1/models", "/health", "/debug/config", "/nowhere"]) {
    expect((await ask(url + path, {})).status, path).toBe(401);
    expect((await ask(url + path, { authorization: "Bearer sk-local-test-kez" })).status, path).toBe(401);
  }
  expect((await ask(`${url}/v1/models`, { authorization: "Bearer sk-local-test-key" })).status).toBe(200);
  const page = await ask(`${url}/v1/models`, {
    "x-api-key": "sk-local-test-key",
    origin: "https://my.page",
    host: "my.lan",
  });
  expect(page.status).toBe(200);
  expect(page.headers["access-control-allow-origin"]).toBe("https://my.page");
});

test("bad bodies get an error that says what and where, and hurt nobody", async () => {
  const { url, client } = await startSwitchyard({ env: {}, compose: {} });
  const chat = `${url}/v1/chat/completions`;
  const cases: [unknown, number, string, RegExp][] = [
    ["{not json", 400, "invalid_json", /JSON/],
    ["", 400, "missing_body", /body/],
    [{}, 400, "missing_required_parameter", /messages/],
    [{ messages: [] }, 400, "invalid_type", /messages/],
    [{ messages: [{ content: "x" }] }, 400, "missing_required_parameter", /role.* is missing/],
    [{ messages: [{ role: "wizard", content: "x" }] }, 400, "invalid_type", /messages\[0\]\.role/],
    [{ messages: [{ role: "user", content: 5 }] }, 400, "invalid_type", /messages\[0\]\.content/],
    [{ ...hello, stream: "yes" }, 400, "invalid_type", /stream/],
    [{ ...hello, n: 5 }, 400, "unsupported_value", /n/],
    [
      { messages: [{ role: "user", content: [{ type: "input_audio", input_audio: {} }] }] },
      400,
      "unsupported_content",
      /messages\[0\]\.content\[0\]/,
    ],
    [{ messages: [{ role: "tool", content: "x" }] }, 400, "missing_required_parameter", /tool_call_id/],
    [{ ...hello, tools: [{ type: "file_search" }] }, 400, "unsupported_tool", /tools\[0\]/],
  ];
  for (const [body, status, code, words] of cases) {
    const response = await postJson(chat, body);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect([response.status, error.code], error.message).toEqual([status, code]);
    expect(error.message).toMatch(words);
  }
  expect((await client.accounts.list())[0]?.health).toBe("ok");
});

test("encoded bodies are decoded, bombs and unknown encodings refused", async () => {
  const { url, client } = await startSwitchyard();
  await client.settings.update({ gateway: { bodyLimitMb: 1 } });
  const chat = `${url}/v1/chat/completions`;
  const send = (body: Buffer, encoding: string) =>
    fetch(chat, { method: "POST", headers: { "content-encoding": encoding }, body: new Uint8Array(body) });
  const plain = Buffer.from(JSON.stringify(hello));
  expect((await send(gzipSync(plain), "gzip")).status).toBe(200);
  expect((await send(zstdCompressSync(plain), "zstd")).status).toBe(200);
  const bomb = Buffer.alloc(50_000_000, 32);
  expect((await send(gzipSync(bomb), "gzip")).status).toBe(413);
  expect((await send(zstdCompressSync(bomb), "zstd")).status).toBe(413);
  expect((await send(plain, "gzip")).status).toBe(400);
  expect((await send(plain, "lzma")).status).toBe(415);
  expect((await send(Buffer.alloc(2_000_000, 32), "identity")).status).toBe(413);
});

test("forgiving paths, unknown ones answered with the nearest route, HEAD and OPTIONS", async () => {
  const { url } = await startSwitchyard();
  for (const path of ["/v1/chat/completions", "/chat/completions", "/v1/v1/chat/completions"]) {
    expect((await postJson(url + path, hello)).status, path).toBe(200);
  }
  const unknown = await postJson(`${url}/v1/chat/completion`, hello);
  expect(unknown.status).toBe(404);
  expect(((await unknown.json()) as { error: { message: string } }).error.message).toContain(
    "/v1/chat/completions",
  );
  expect((await fetch(`${url}/v1/models`, { method: "HEAD" })).status).toBe(200);
  expect((await fetch(`${url}/v1/chat/completions`, { method: "OPTIONS" })).status).toBe(204);
});

test("health says ready, or 503 with the reason; the effective configuration hides its secrets", async () => {
  const ready = await startSwitchyard();
  expect((await fetch(`${ready.url}/health`)).status).toBe(200);
  const nobody = await startSwitchyard({ signIn: [] });
  const health = await fetch(`${nobody.url}/health`);
  expect(health.status).toBe(503);
  expect(((await health.json()) as { reason: string }).reason).toContain("no account");
  const chat = await postJson(`${nobody.url}/v1/chat/completions`, hello);
  expect(chat.status).toBe(401);
  expect(((await chat.json()) as { error: { code: string } }).error.code).toBe("no_account");

  const keyed = await startSwitchyard({
    env: { SWITCHYARD_API_KEY: "sk-local-test-key", SWITCHYARD_PROXY: "none" },
  });
  const config = await ask(`${keyed.url}/debug/config`, { "x-api-key": "sk-local-test-key" });
  expect(config.text).not.toContain("sk-local-test-key");
  expect(JSON.parse(config.text)).toMatchObject({
    values: { gateway: { apiKey: "set" } },
    origins: { "gateway.apiKey": "environment" },
  });
});
