import { mkdir, stat, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { os } from "@orpc/server";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createConsoleAccess } from "../../src-main/admin/console-access.ts";
import { startConsole } from "../../src-main/admin/console-server.ts";
import { readControl, removeControl, writeControl } from "../../src-main/admin/control-file.ts";
import { send } from "../simulator/harness.ts";
import { manualClock } from "../support/manual-clock.ts";
import { temporaryFolder } from "../support/switchyard.ts";

const token = "console-token-of-this-test";
const router = { ping: os.handler(() => "pong") };
const authorized = { authorization: `Bearer ${token}`, "content-type": "application/json" };

async function start(rendererFolder: string | null = null, port = 0) {
  const clock = manualClock();
  const access = createConsoleAccess(token, () => clock.now());
  const logged: unknown[] = [];
  const logger = { error: (...line: unknown[]) => void logged.push(line) };
  const console = await startConsole({ router, access, logger, port, rendererFolder });
  onTestFinished(() => console.close());
  const { host } = new URL(console.url);
  return { url: console.url, host, access, clock, logged, close: () => console.close() };
}

const ping = (url: string, headers: Record<string, string>) =>
  send(`${url}/rpc/ping`, { method: "POST", headers, body: "{}" });

describe("the admin API", () => {
  test("answers who holds the token", async () => {
    const { url } = await start();
    const answer = await ping(url, authorized);
    expect([answer.status, answer.text]).toEqual([200, '{"json":"pong"}']);
  });

  test.each([
    ["no token", {}],
    ["another token", { authorization: "Bearer console-token-of-that-test" }],
    ["a shorter token", { authorization: "Bearer c" }],
    ["another scheme", { authorization: `Basic ${token}` }],
    ["the token as a cookie", { cookie: `token=${token}` }],
  ])("refuses %s", async (_, headers) => {
    const { url } = await start();
    const answer = await ping(url, { "content-type": "application/json", ...headers });
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain("pong");
  });

  test("knows its procedures", async () => {
    const { url } = await start();
    const answer = await send(`${url}/rpc/other`, { method: "POST", headers: authorized, body: "{}" });
    expect(answer.status).toBe(404);
  });
});

describe("a link", () => {
  const exchange = async (url: string, code: string, method = "POST") => {
    const headers = { authorization: `Bearer ${code}` };
    const { status, text } = await send(`${url}/session`, { method, headers });
    return { status, token: status === 200 ? (JSON.parse(text) as { token: string }).token : text };
  };
  const admitted = async (url: string, session: string) =>
    (await ping(url, { authorization: `Bearer ${session}`, "content-type": "application/json" })).status;

  test("lets one browser in, once", async () => {
    const { url, access } = await start();
    const code = access.newCode();
    const { status, token: session } = await exchange(url, code);
    expect([status, await admitted(url, session)]).toEqual([200, 200]);
    expect(await exchange(url, code)).toEqual({
      status: 401,
      token: "This console link has ended. Get a new one with `switchyard console`.",
    });
    // The code itself opens nothing, and the session stays.
    expect([await admitted(url, code), await admitted(url, session)]).toEqual([401, 200]);
  });

  test("opens for ten minutes, and is not used up by who only looks", async () => {
    const { url, access, clock } = await start();
    const [code, late] = [access.newCode(), access.newCode()];
    expect((await exchange(url, code, "GET")).status).toBe(401);
    clock.advance(10 * 60_000);
    expect((await exchange(url, code)).status).toBe(200);
    clock.advance(1);
    expect((await exchange(url, late)).status).toBe(401);
    expect((await exchange(url, "nonsense")).status).toBe(401);
  });

  test("pages of elsewhere cannot exchange one", async () => {
    const { url, access } = await start();
    const headers = { authorization: `Bearer ${access.newCode()}`, origin: "http://evil.example.com" };
    expect((await send(`${url}/session`, { method: "POST", headers })).status).toBe(403);
  });

  test("however many are made and opened, few are kept", async () => {
    const { access } = await start();
    const codes = Array.from({ length: 21 }, () => access.newCode());
    expect(access.exchange(codes[0] ?? "")).toBeNull();
    const sessions = Array.from({ length: 101 }, () => access.exchange(access.newCode()) ?? "");
    expect([access.admits(sessions[0] ?? ""), access.admits(sessions[1] ?? "")]).toEqual([false, true]);
    expect(access.admits(token)).toBe(true);
  });
});

describe("who may ask", () => {
  test.each(["evil.example.com", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example.com"])(
    "not under the name %s",
    async (host) => {
      const { url } = await start();
      expect((await ping(url, { ...authorized, host })).status).toBe(403);
      expect((await send(`${url}/`, { headers: { host } })).status).toBe(403);
    },
  );

  test.each(["http://evil.example.com", "null", "https://{own}", "http://{own}.evil.example.com", "{own}x"])(
    "no page of %s",
    async (origin) => {
      const { url, host } = await start();
      const headers = { ...authorized, origin: origin.replace("{own}", host) };
      expect((await ping(url, headers)).status).toBe(403);
    },
  );

  test("its own pages, under both names of this computer", async () => {
    const { url, host } = await start();
    const local = host.replace("127.0.0.1", "localhost");
    for (const name of [host, local]) {
      const headers = { ...authorized, host: name, origin: `http://${name}` };
      expect((await ping(url, headers)).status).toBe(200);
    }
  });

  test("no page may read an answer from elsewhere", async () => {
    const { url, host } = await start();
    const answer = await ping(url, { ...authorized, origin: `http://${host}` });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("the pages", () => {
  let folder = "";
  beforeEach(async () => {
    const outside = await temporaryFolder();
    folder = path.join(outside, "renderer");
    await mkdir(path.join(folder, "assets"), { recursive: true });
    await writeFile(path.join(outside, "secret.html"), "secret");
    await mkdir(path.join(outside, "renderer-other"));
    await writeFile(path.join(outside, "renderer-other", "secret.js"), "secret");
    await writeFile(path.join(folder, "index.html"), "<title>window</title>");
    await writeFile(path.join(folder, "assets", "app-1.js"), "run()");
    await writeFile(path.join(folder, "notes.txt"), "notes");
  });

  test("want no token, and say what they may load", async () => {
    const { url } = await start(folder);
    const page = await send(`${url}/`);
    expect([page.status, page.text]).toEqual([200, "<title>window</title>"]);
    expect(page.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    const policy = String(page.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
  });

  test("files with a hash in their name may be kept", async () => {
    const { url } = await start(folder);
    const script = await send(`${url}/assets/app-1.js`);
    expect([script.status, script.text]).toEqual([200, "run()"]);
    expect(script.headers["cache-control"]).toContain("immutable");
  });

  test.each([
    "/../secret.html",
    "/%2e%2e/secret.html",
    "/..%2fsecret.html",
    "/%2e%2e%2fsecret.html",
    "/assets/..%2f..%2fsecret.html",
    "/..%2frenderer-other/secret.js",
    "/..%5csecret.html",
    "//secret.html",
    "/%00index.html",
    "/%E0%A4%A",
    "/notes.txt",
    "/missing.html",
    "/assets",
  ])("%s is not found", async (name) => {
    const { host } = await start(folder);
    // Not through a URL, which would tidy the path.
    const answer = await rawGet(host, name);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer.slice(answer.indexOf("\r\n\r\n"))).not.toMatch(/secret$/);
  });

  test("without a built window it says so", async () => {
    const { url } = await start(null);
    expect((await send(`${url}/`)).text).toContain("without its console pages");
  });
});

async function rawGet(host: string, target: string): Promise<string> {
  const [name = "", port = ""] = host.split(":");
  const socket = connect(Number(port), name);
  socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

test("a port that is taken is replaced by a free one", async () => {
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void stranger.close(() => resolve())));
  const { port } = stranger.address() as AddressInfo;
  const { url } = await start(null, port);
  expect(new URL(url).port).not.toBe(String(port));
  expect((await ping(url, authorized)).status).toBe(200);
});

test("close ends open connections too", async () => {
  const { url, close } = await start();
  await ping(url, authorized);
  await close();
  await expect(ping(url, authorized)).rejects.toThrow(/ECONNREFUSED/);
});

test("control.json is for its owner, and nonsense in it is nobody", async () => {
  const file = path.join(await temporaryFolder(), "control.json");
  expect(await readControl(file)).toBeNull();
  const control = { url: "http://127.0.0.1:1", token, pid: 5 };
  await writeControl(file, control);
  expect(await readControl(file)).toEqual(control);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await writeFile(file, "{");
  expect(await readControl(file)).toBeNull();
  await removeControl(file);
  expect(await readControl(file)).toBeNull();
});
