import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { authJson, startSwitchyard, temporaryFolder } from "../../support/switchyard.ts";

const program = path.join(import.meta.dirname, "../node_modules/@openai/codex/bin/codex.js");

test.each(["native", "provider"] as const)(
  "codex works before, during and after the switch (%s), with its history and its servers",
  async (mode) => {
    const folder = await temporaryFolder();
    const home = path.join(folder, "codex");
    mkdirSync(home);
    const { simulator, client } = await startSwitchyard({ env: { CODEX_HOME: home } });
    const config = path.join(home, "config.toml");
    // Somebody who points Codex elsewhere already; plugins and analytics would look for servers outside.
    const before = [
      "# my settings",
      'model = "gpt-5.5" # the good one',
      `chatgpt_base_url = "${simulator.codexBaseUrl}/"`,
      'model_provider = "direct" # of the company',
      'cli_auth_credentials_store = "file"',
      "[model_providers.direct]",
      'name = "Direct"',
      `base_url = "${simulator.codexBaseUrl}/codex"`,
      'wire_api = "responses"',
      "requires_openai_auth = true",
      "[mcp_servers.docs]",
      'command = "true" # keep',
      "enabled = false",
      "[features]",
      "plugins = false",
      "apps = false",
      "[analytics]",
      "enabled = false",
      "",
    ].join("\n");
    writeFileSync(config, before);
    writeFileSync(path.join(home, "auth.json"), authJson(simulator, "two"), { mode: 0o600 });
    const env = {
      PATH: process.env["PATH"],
      HOME: folder,
      CODEX_HOME: home,
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${simulator.authBaseUrl}/oauth/token`,
    };
    const codex = (...words: string[]) => run([program, ...words], env, folder);
    const exec = (...words: string[]) => codex("exec", "--skip-git-repo-check", ...words);
    const served = () => simulator.requests.to("/backend-api/codex/responses").at(-1)?.accountId;

    const first = await exec("say before");
    expect(first.out.trim(), first.error).toBe("before");
    expect(served()).toBe("two");

    await client.codex.on({ mode });
    expect((await exec("say during")).out.trim()).toBe("during");
    expect(served()).toBe("one");
    expect((await client.codex.status()).proof).toMatchObject({ client: "codex_exec", version: "0.169.0" });
    expect((await codex("mcp", "list")).out).toContain("docs");
    if (mode === "native") {
      const resumed = await exec("resume", "--last", "say again");
      expect(resumed.out.trim()).toBe("again");
      const input = JSON.stringify(simulator.requests.turns().at(-1));
      expect(input).toContain("say during");
    }

    const { foreign } = await client.codex.off();
    expect(foreign).toEqual([]);
    expect(readFileSync(config, "utf8")).toBe(before);
    expect((await exec("say after")).out.trim()).toBe("after");
    expect(served()).toBe("two");
  },
);

// The backend runs in this process: waiting must not block it.
function run(words: string[], env: NodeJS.ProcessEnv, cwd: string): Promise<{ out: string; error: string }> {
  const child = spawn(process.execPath, words, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill());
  const said = { out: "", error: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.error += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve(said));
  });
}

/** Whether Codex wants a sign-in before it does anything, as its windows ask its server (`account/read`). */
async function wantsSignIn(env: NodeJS.ProcessEnv, cwd: string): Promise<boolean> {
  const child = spawn(process.execPath, [program, "app-server"], {
    env,
    cwd,
    stdio: ["pipe", "pipe", "ignore"],
  });
  onTestFinished(() => void child.kill());
  const say = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`);
  say({ id: 1, method: "initialize", params: { clientInfo: { name: "test", title: null, version: "1" } } });
  say({ method: "initialized" });
  say({ id: 2, method: "account/read", params: { refreshToken: false } });
  for await (const line of createInterface({ input: child.stdout })) {
    const { id, result } = JSON.parse(line) as { id?: number; result?: { requiresOpenaiAuth: boolean } };
    if (id === 2) return result?.requiresOpenaiAuth ?? expect.unreachable();
  }
  throw new Error("Codex's server ended without an answer.");
}

test("a login that is given to codex is one it works with, and it is gone again when undone", async () => {
  const folder = await temporaryFolder();
  const home = path.join(folder, "codex");
  mkdirSync(home);
  const { simulator, client } = await startSwitchyard({ env: { CODEX_HOME: home }, signIn: ["one", "two"] });
  const config = [
    'model = "gpt-5.5"',
    'model_provider = "direct"',
    `chatgpt_base_url = "${simulator.codexBaseUrl}/"`,
    "[model_providers.direct]",
    'name = "Direct"',
    `base_url = "${simulator.codexBaseUrl}/codex"`,
    'wire_api = "responses"',
    "requires_openai_auth = true",
    "[features]",
    "plugins = false",
    "apps = false",
    "[analytics]",
    "enabled = false",
    "",
  ];
  writeFileSync(path.join(home, "config.toml"), config.join("\n"));
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    CODEX_HOME: home,
    CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${simulator.authBaseUrl}/oauth/token`,
  };
  const status = async () => (await run([program, "login", "status"], env, folder)).error;
  expect(await status()).toContain("Not logged in");
  const two = (await client.accounts.list())[1] ?? expect.unreachable();
  await client.codex.applyLogin({ id: two.id });
  expect(await status()).toContain("Logged in using ChatGPT");
  const answer = await run([program, "exec", "--skip-git-repo-check", "say directly"], env, folder);
  expect(answer.out.trim(), answer.error).toBe("directly");
  expect(simulator.requests.to("/backend-api/codex/responses").at(-1)?.accountId).toBe("two");
  expect((await client.accounts.refresh({ id: two.id })).kind).toBe("linked");
  await client.codex.undoLogin();
  expect(await status()).toContain("Not logged in");
  expect((await client.accounts.refresh({ id: two.id })).kind).toBe("own");
});

test("codex without a login asks for none while the switch is on, whatever the mode", async () => {
  const folder = await temporaryFolder();
  const home = path.join(folder, "codex");
  mkdirSync(home);
  const { client } = await startSwitchyard({ env: { CODEX_HOME: home } });
  const env = { PATH: process.env["PATH"], HOME: folder, CODEX_HOME: home };
  expect(await wantsSignIn(env, folder)).toBe(true);
  for (const mode of ["native", "provider"] as const) {
    await client.codex.on({ mode });
    expect(await wantsSignIn(env, folder)).toBe(false);
  }
  await client.codex.off();
  expect(await wantsSignIn(env, folder)).toBe(true);
});

test.each([
  ["native", null],
  ["provider", null],
  ["provider", "sk-local-test-key"],
] as const)("codex without a login works as a provider of its own (%s, key: %s)", async (mode, apiKey) => {
  const folder = await temporaryFolder();
  const home = path.join(folder, "codex");
  mkdirSync(home);
  const key = apiKey === null ? {} : { SWITCHYARD_API_KEY: apiKey };
  const { client } = await startSwitchyard({ env: { CODEX_HOME: home, ...key } });
  const quiet = ["[features]", "plugins = false", "apps = false", "[analytics]", "enabled = false", ""].join(
    "\n",
  );
  writeFileSync(path.join(home, "config.toml"), `model = "gpt-5.5"\n${quiet}`);
  await client.codex.on({ mode });
  const env = { PATH: process.env["PATH"], HOME: folder, CODEX_HOME: home };
  const answer = await run([program, "exec", "--skip-git-repo-check", "say hello"], env, folder);
  expect(answer.out.trim(), answer.error).toBe("hello");
});
