/** `doctor` against simulated hosts, real ports and proxies; its parsers against what the systems print. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Finding } from "../../src-main/cli/doctor/finding.ts";
import { checkComputer, checkNode } from "../../src-main/cli/doctor/check-computer.ts";
import {
  fromLsof,
  fromPowerShell,
  listeningSockets,
  portHolder,
} from "../../src-main/network/port-holder.ts";
import { run } from "../support/command-line.ts";
import { importAccount, place, signedIn, startServe, type Place } from "../support/command-place.ts";
import { startFarUpstream } from "../support/far-upstream.ts";
import { temporaryFolder } from "../support/switchyard.ts";
import { startHttpProxy, testCa } from "../support/proxies.ts";

vi.setConfig({ testTimeout: 120_000 });

const models = { method: "GET", path: "/backend-api/codex/models" };

async function examine(here: Place, env: NodeJS.ProcessEnv = {}) {
  const { code, out } = await run(["doctor", "--json"], { env: { ...here.env, ...env } });
  const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: Finding[] };
  expect(ok).toBe(code === 0);
  const about = (name: string) => findings.find((each) => each.name.includes(name));
  return { code, findings, about, bad: findings.filter(({ state }) => state === "bad") };
}

test("all is well beside a running serve: a table in words, exit code 0", async () => {
  const here = await signedIn();
  const serve = await startServe(here);
  const { code, out } = await here.cli(["doctor"]);
  expect(code).toBe(0);
  expect(out).toContain(`✓ Gateway: Runs on ${serve.gateway} (process ${serve.process.pid}).`);
  expect(out).toMatch(/✓ 127\.0\.0\.1:\d+ answers: status 401 after \d+ ms/);
  expect(out).toContain("✓ Clock: Agrees with the servers.");
  expect(out).toContain("✓ one@example.com (plus): ready");
  expect(out).toContain("Nothing needs to be done.");
});

test("nobody signed in: what to do, exit code 1; rights that were too wide are put right by the start", async () => {
  const here = await place();
  const file = path.join(here.home, "settings.json");
  writeFileSync(file, "{}");
  chmodSync(file, 0o644);
  chmodSync(here.home, 0o700);
  const { code, bad } = await examine(here);
  expect(code).toBe(1);
  expect(bad).toMatchObject([
    { area: "accounts", message: "Nobody is signed in.", advice: "switchyard login" },
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await here.cli(["doctor"])).out).toMatch(
    /✗ Accounts: Nobody is signed in\.\n {6}→ switchyard login/,
  );
});

test("rights too wide beside a running Switchyard, and what was set aside", async () => {
  const folder = await temporaryFolder();
  const wide = ["settings.json", "usage.db-wal"].map((name) => path.join(folder, name));
  for (const file of wide) writeFileSync(file, "{}", { mode: 0o644 });
  const kept = path.join(folder, "accounts.json.unreadable-1");
  const bad = (await checkComputer(folder, [kept])).filter(({ state }) => state === "bad");
  expect(bad.map(({ name, advice }) => [name, advice])).toEqual([
    ...wide.map((file) => ["File rights", `chmod 600 '${file}'`]),
    ["Set aside", expect.stringContaining("repair it and put it back")],
  ]);
  expect(bad.at(-1)?.message).toContain(kept);
});

test("a stranger on the gateway's port is named", async () => {
  const here = await signedIn();
  const script =
    'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port));';
  const stranger = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void stranger.kill());
  const [line] = (await once(stranger.stdout, "data")) as [Buffer];
  const { code, about } = await examine(here, { SWITCHYARD_PORT: line.toString().trim() });
  expect(code).toBe(1);
  expect(about("Gateway")?.message).toContain(`held by node (process ${stranger.pid})`);
  expect(about("Gateway")?.advice).toContain("config set gateway.port");
});

test("another Switchyard on the gateway's port is known as one", async () => {
  const other = await startServe(await signedIn());
  const { code, about } = await examine(await signedIn(), {
    SWITCHYARD_PORT: new URL(other.gateway).port,
  });
  expect(code).toBe(1);
  expect(about("Gateway")?.message).toMatch(/^Another Switchyard, .* \(process \d+\)\.$/);
});

test("Cloudflare, a wrong clock and trouble on the other side are told apart", async () => {
  const here = await signedIn();
  here.simulator.script.next({
    ...models,
    reply: {
      status: 403,
      headers: { "cf-mitigated": "challenge", "content-type": "text/html" },
      body: "<html>Just a moment</html>",
    },
  });
  const blocked = await examine(here);
  expect(blocked.bad).toMatchObject([
    { message: "Cloudflare refuses this network (status 403), not the account." },
  ]);

  const date = new Date(Date.now() - 3_600_000).toUTCString();
  here.simulator.script.next({ ...models, reply: { status: 401, headers: { date }, body: {} } });
  const late = await examine(here);
  expect(late.bad).toMatchObject([
    { name: "Clock", message: expect.stringMatching(/clock is 36\d\d s ahead/) },
  ]);

  here.simulator.script.next({ ...models, reply: { status: 503, body: {} } });
  const troubled = await examine(here);
  expect([troubled.code, troubled.about("answers")]).toMatchObject([0, { state: "note" }]);
});

test("hosts that are not there: the hop that fails is named", async () => {
  const here = await signedIn();
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const { bad } = await examine(here, {
    SWITCHYARD_CODEX_BASE_URL: `http://127.0.0.1:${port}/backend-api`,
    SWITCHYARD_AUTH_BASE_URL: "https://switchyard.invalid",
  });
  expect(bad).toMatchObject([
    { name: `127.0.0.1:${port}`, message: `No connection to port ${port} (ECONNREFUSED).` },
    {
      name: "switchyard.invalid",
      message: expect.stringMatching(/^The name switchyard\.invalid is not found/),
    },
  ]);
  // The simulator speaks no TLS.
  const secure = here.simulator.url.replace("http:", "https:");
  const unencrypted = await examine(here, { SWITCHYARD_AUTH_BASE_URL: secure });
  expect(unencrypted.bad).toMatchObject([{ name: `${new URL(secure).host} answers`, state: "bad" }]);
});

test("a proxy is the first hop, and the answers come through it; a running serve is asked for its own way", async () => {
  const here = await signedIn();
  const far = await startFarUpstream();
  const proxy = await startHttpProxy({ names: far.names });
  here.env = { ...here.env, ...far.env, SWITCHYARD_PROXY: proxy.url, SWITCHYARD_CA_FILE: testCa };
  const alone = await examine(here);
  expect(alone.code).toBe(0);
  expect(alone.about("Proxy")?.message).toBe(`${proxy.url} (by network.proxyUrl).`);
  expect(alone.about(`Proxy ${new URL(proxy.url).host}`)).toMatchObject({ state: "ok" });
  expect(alone.about("CA file")?.message).toBe(`1 certificate (${testCa})`);
  expect(alone.about("codex.upstream.test answers")?.message).toMatch(/^status 401/);
  expect(proxy.targets).toContain("codex.upstream.test:443");

  await startServe(here);
  const beside = await examine(here, { SWITCHYARD_PROXY: "none" });
  expect(beside.about("Proxy")?.message).toBe(`${proxy.url} (by network.proxyUrl).`);
});

test("a CA file that is gone is named", async () => {
  const here = await signedIn();
  const file = path.join(here.home, "gone.pem");
  const { code, bad } = await examine(here, { SWITCHYARD_CA_FILE: file });
  expect(code).toBe(1);
  expect(bad[0]).toMatchObject({
    name: "CA file",
    message: `The file of network.caFile cannot be read: ${file}.`,
    advice: expect.stringContaining("network.caFile"),
  });
});

test("Codex pointed at a gateway that is gone, and an account whose login is refused", async () => {
  const here = await signedIn();
  await importAccount(here, "two");
  mkdirSync(path.join(here.home, ".codex"));
  writeFileSync(path.join(here.home, ".codex/config.toml"), "");
  const serve = await startServe(here);
  await here.cli(["config", "set", "codex.keepOnQuit", "true"]);
  await here.cli(["codex", "on"]);
  serve.process.kill("SIGTERM");
  await serve.done;
  const accounts = path.join(here.home, "accounts.json");
  const stored = JSON.parse(readFileSync(accounts, "utf8")) as {
    accounts: object[];
  };
  if (stored.accounts[1]) Object.assign(stored.accounts[1], { deadSince: 1, endedBy: "issuer" });
  writeFileSync(accounts, JSON.stringify(stored));
  const { bad } = await examine(here);
  expect(bad).toMatchObject([
    { area: "codex", message: expect.stringContaining("pointed at a gateway that does not run") },
    { area: "accounts", name: "two@example.com (plus)", advice: "switchyard login" },
  ]);
});

test("who listens, from what the systems print", async () => {
  const table = [
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
    "   0: 0100007F:2253 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 0 100 0 0 10 0",
    "   1: 0100007F:2253 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1000        0 54321 1 0 100 0 0 10 0",
  ].join("\n");
  expect(listeningSockets(table, 8787)).toEqual(["12345"]);
  expect(listeningSockets(table, 8788)).toEqual([]);
  expect(fromLsof("p4711\nccom.example\nf12\n")).toEqual({ pid: 4711, name: "com.example" });
  expect(fromLsof("")).toBeNull();
  expect(fromPowerShell("4711 node\r\n")).toEqual({ pid: 4711, name: "node" });
  const own = createServer().listen(0, "127.0.0.1");
  await once(own, "listening");
  onTestFinished(() => void own.close());
  if (process.platform === "linux")
    expect(await portHolder((own.address() as AddressInfo).port)).toMatchObject({ pid: process.pid });
});

test("Node versions", () => {
  expect([checkNode("22.18.0").state, checkNode("22.19.0").state, checkNode("20.0.0").state]).toEqual([
    "bad",
    "ok",
    "bad",
  ]);
});
