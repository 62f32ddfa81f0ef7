/** `codex run --isolated`: a stand-in on the PATH tells what home it was given. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parse } from "smol-toml";
import { expect, test, vi } from "vitest";
import { createIsolatedHome, isolatedConfig } from "../../src-main/codex-config/isolated-home.ts";
import { begin, run } from "../support/command-line.ts";
import { signedIn, startServe } from "../support/command-place.ts";
import { authJson, temporaryFolder } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 120_000 });

const standIn = `#!${process.execPath}
const fs = require("node:fs");
if (process.argv.includes("--wait")) { process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); }
else process.exitCode = 3;
const home = process.env.CODEX_HOME;
const texts = Object.fromEntries(fs.readdirSync(home).map((name) => [name, fs.readFileSync(home + "/" + name, "utf8")]));
fs.mkdirSync(home + "/sessions");
fs.writeFileSync(home + "/sessions/rollout.jsonl", "{}");
console.log(JSON.stringify({ args: process.argv.slice(2), home, texts, mode: fs.statSync(home).mode & 0o777, key: process.env.SWITCHYARD_API_KEY }));
`;

interface Given {
  args: string[];
  home: string;
  texts: Record<string, string>;
  mode: number;
  key?: string;
}

const personal = `model = "gpt-5.4"
model_reasoning_effort = "high"
model_context_window = 200000
model_auto_compact_token_limit = 150000
model_provider = "company"
notify = ["say"]
[mcp_servers.docs]
command = "docs"
[model_providers.company]
name = "Company"
`;

async function place(serveArgs: string[] = []) {
  const here = await signedIn();
  const bin = path.join(here.home, "bin");
  const temporary = path.join(here.home, "tmp");
  for (const folder of [bin, temporary, path.join(here.home, ".codex")]) mkdirSync(folder);
  writeFileSync(path.join(bin, "codex"), standIn);
  chmodSync(path.join(bin, "codex"), 0o755);
  const own = {
    config: path.join(here.home, ".codex/config.toml"),
    login: path.join(here.home, ".codex/auth.json"),
  };
  writeFileSync(own.config, personal);
  writeFileSync(own.login, authJson(here.simulator, "two"));
  const env = { ...here.env, PATH: `${bin}:${here.env["PATH"]}`, TMPDIR: temporary };
  const serve = await startServe(here, serveArgs);
  return { env, own, temporary, root: serve.gateway.replace(/\/v1$/, "") };
}

test("model and limits are taken over; servers, login and history are not, and nothing is left", async () => {
  const { env, own, temporary, root } = await place();
  const { code, out } = await run(["codex", "run", "--isolated", "--", "exec", "hello"], {
    env,
    cwd: temporary,
  });
  expect(code).toBe(3);
  const given = JSON.parse(out) as Given;
  expect(path.dirname(given.home)).toBe(temporary);
  expect(given.mode).toBe(0o700);
  expect(given.args.slice(-2)).toEqual(["exec", "hello"]);
  expect(given.args).toContain(`model_providers.switchyard.base_url="${root}/codex/v1"`);
  expect(given.args).toContain('model_provider="switchyard"');
  expect(Object.keys(given.texts).toSorted()).toEqual(["config.toml", "owner.lock"]);
  expect(parse(given.texts["config.toml"] ?? "")).toEqual({
    model: "gpt-5.4",
    model_reasoning_effort: "high",
    model_context_window: 200_000,
    model_auto_compact_token_limit: 150_000,
    cli_auth_credentials_store: "file",
    history: { persistence: "none" },
    features: { plugins: false, apps: false },
    analytics: { enabled: false },
  });
  expect(existsSync(given.home)).toBe(false);
  expect(readFileSync(own.config, "utf8")).toBe(personal);
  expect(existsSync(own.login)).toBe(true);
});

test("the gateway's key travels in a variable; ended by a signal nothing is left either", async () => {
  const { env } = await place(["--api-key", "not-a-real-key"]);
  const running = begin(["codex", "run", "--isolated", "--", "--wait"], { env });
  const [line = ""] = await running.says(/\{.*\}\n/);
  const given = JSON.parse(line) as Given;
  expect(given.key).toBe("not-a-real-key");
  expect(JSON.stringify([given.texts, given.args])).not.toContain("not-a-real-key");
  running.process.kill("SIGTERM");
  expect((await running.done).code).toBe(7);
  expect(existsSync(given.home)).toBe(false);
});

test("what a killed run has left goes a day later, when Codex is over as well; of one that still runs nothing does", async () => {
  const within = await temporaryFolder();
  const now = Date.now();
  const alive = await createIsolatedHome(within, { within, now });
  const left = path.join(within, "switchyard-codex-left");
  mkdirSync(left);
  const gone = { pid: 2 ** 22 + 1, begun: null, nonce: "x" };
  writeFileSync(path.join(left, "owner.lock"), JSON.stringify(gone));
  const foreign = path.join(within, "switchyard-codex-of-something-else");
  mkdirSync(foreign);
  const here = () => [alive.folder, left, foreign].map((folder) => existsSync(folder));
  await (await createIsolatedHome(within, { within, now: now + 60_000 })).remove();
  expect(here()).toEqual([true, true, true]);
  await (await createIsolatedHome(within, { within, now: now + 25 * 60 * 60_000 })).remove();
  expect(here()).toEqual([true, false, true]);
});

test("a config.toml that is no TOML is told, and nothing of it is taken over", async () => {
  expect(isolatedConfig("model = ")).toBeNull();
  expect(parse(isolatedConfig('model = ["a"]') ?? "")).not.toHaveProperty("model");
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, "codex"));
  writeFileSync(path.join(folder, "codex/config.toml"), "model = ");
  const home = await createIsolatedHome(path.join(folder, "codex"), { within: folder });
  expect(home.unread).toBe(true);
  expect(parse(readFileSync(path.join(home.folder, "config.toml"), "utf8"))).not.toHaveProperty("model");
  await home.remove();
  expect(existsSync(home.folder)).toBe(false);
});
