/** Claude Code, OpenCode and Codex started through the gateway: stand-ins on the PATH that say what they were given. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { shellLines, usualShell } from "../../src-main/cli/text/shell-text.ts";
import { begin, run } from "../support/command-line.ts";
import { signedIn, startServe } from "../support/command-place.ts";
import { authJson } from "../support/switchyard.ts";

vi.setConfig({ testTimeout: 120_000 });

const standIn = `#!${process.execPath}
const { argv, env } = process;
const names = Object.keys(env).filter((name) => /^(ANTHROPIC|CLAUDE|OPENCODE|SWITCHYARD_API)/.test(name));
console.log(JSON.stringify({ args: argv.slice(2), env: Object.fromEntries(names.map((name) => [name, env[name]])) }));
if (argv.includes("--wait")) { process.on("SIGTERM", () => process.exit(7)); console.log("waiting"); setInterval(() => {}, 1000); }
else process.exitCode = Number(env.EXIT ?? 0);
`;

interface Given {
  args: string[];
  env: Record<string, string>;
}

async function place(serveArgs: string[] = []) {
  const here = await signedIn();
  const folder = path.join(here.home, "bin");
  mkdirSync(folder);
  for (const name of ["claude", "opencode", "codex"]) {
    writeFileSync(path.join(folder, name), standIn);
    chmodSync(path.join(folder, name), 0o755);
  }
  const env = { ...here.env, PATH: `${folder}:${here.env["PATH"]}` };
  const serve = await startServe(here, serveArgs);
  const root = serve.gateway.replace(/\/v1$/, "");
  const repository = path.join(here.home, "shop/src");
  mkdirSync(repository, { recursive: true });
  mkdirSync(path.join(here.home, "shop/.git"));
  const given = async (args: string[], more: NodeJS.ProcessEnv = {}) => {
    const finished = await run(args, { env: { ...env, ...more }, cwd: repository });
    return { ...finished, given: JSON.parse(finished.out) as Given };
  };
  return { here, env, root, given };
}

test("claude run: address with the repository as project, token, models and sizes; the person's own key and arguments", async () => {
  const { root, given } = await place();
  const args = ["claude", "run", "--", "-p", "--model", "opus"];
  const ran = await given(args, { ANTHROPIC_API_KEY: "not-a-real-key", EXIT: "3" });
  expect(ran.code).toBe(3);
  expect(ran.given.args).toEqual(["-p", "--model", "opus"]);
  expect(ran.given.env).toMatchObject({
    ANTHROPIC_BASE_URL: `${root}/@shop`,
    ANTHROPIC_AUTH_TOKEN: "local",
    ANTHROPIC_MODEL: "gpt-5.5",
    ANTHROPIC_DEFAULT_HAIKU_MODEL: "gpt-5.4-mini",
    ANTHROPIC_SMALL_FAST_MODEL: "gpt-5.4-mini",
    // 95 % of 272000 (models 3.3).
    CLAUDE_CODE_MAX_CONTEXT_TOKENS: "258400",
    CLAUDE_CODE_AUTO_COMPACT_WINDOW: "258400",
    ANTHROPIC_DEFAULT_MODEL: "gpt-5.5",
    CLAUDE_CODE_ENABLE_FINE_GRAINED_TOOL_STREAMING: "1",
    CLAUDE_CODE_AUTO_MODE_SERVER: "0",
    CLAUDE_CODE_DISABLE_ADVISOR_TOOL: "1",
  });
  expect(ran.given.env).not.toHaveProperty("ANTHROPIC_API_KEY");
});

test("claude env: evaluated by a shell it sets the same; the gateway's key is the token", async () => {
  const { here, root } = await place(["--api-key", "not-a'real-key"]);
  const { out } = await here.cli(["claude", "env", "--shell", "sh", "-m", "gpt-5.4-high"]);
  const script = `${out}\nprintf '%s|%s|%s|%s' "$ANTHROPIC_BASE_URL" "$ANTHROPIC_AUTH_TOKEN" "$ANTHROPIC_MODEL" "\${ANTHROPIC_API_KEY-none}"`;
  const set = execFileSync("sh", ["-c", script], {
    env: { PATH: process.env["PATH"], ANTHROPIC_API_KEY: "x" },
  });
  expect(set.toString()).toBe(`${root}|not-a'real-key|gpt-5.4-high|none`);
  const json = JSON.parse((await here.cli(["claude", "env", "--json"])).out) as unknown;
  expect(json).toMatchObject({ set: { ANTHROPIC_BASE_URL: root }, unset: ["ANTHROPIC_API_KEY"] });
});

test("opencode run: a provider with the catalog, in one variable", async () => {
  const { root, given } = await place();
  const ran = await given(["opencode", "run", "-m", "gpt-5.4", "--", "run", "hello"]);
  expect(ran.given.args).toEqual(["run", "hello"]);
  expect(JSON.parse(ran.given.env["OPENCODE_CONFIG_CONTENT"] ?? "")).toMatchObject({
    model: "switchyard/gpt-5.4",
    small_model: "switchyard/gpt-5.4-mini",
    provider: {
      switchyard: {
        options: { baseURL: `${root}/v1`, apiKey: "local" },
        models: { "gpt-5.5": { reasoning: true, attachment: true, limit: { context: 272_000 } } },
      },
    },
  });
});

test("codex run: the address on its command line; without a login a provider that wants none", async () => {
  const { here, root, given } = await place();
  const without = await given(["codex", "run"]);
  expect(without.given.args).toContain('model_providers.switchyard.experimental_bearer_token="local"');
  expect(without.given.args).toContain(`model_providers.switchyard.base_url="${root}/@shop/codex/v1"`);

  mkdirSync(path.join(here.home, ".codex"));
  writeFileSync(path.join(here.home, ".codex/auth.json"), authJson(here.simulator, "two"));
  const ran = await given(["codex", "run", "--", "exec", "hello"]);
  const address = `openai_base_url="${root}/@shop/codex/v1"`;
  expect(ran.given.args).toEqual(["-c", 'model_provider="openai"', "-c", address, "exec", "hello"]);
});

test("codex run beside a gateway with a key: a provider that sends it, and no key for all to see", async () => {
  const { root, given } = await place(["--api-key", "not-a-real-key"]);
  const { given: codex } = await given(["codex", "run", "--", "exec"]);
  expect(codex.args).toContain(`model_providers.switchyard.base_url="${root}/@shop/codex/v1"`);
  expect(codex.args).toContain('model_providers.switchyard.env_key="SWITCHYARD_API_KEY"');
  expect(codex.args.join(" ")).not.toContain("not-a-real-key");
  expect(codex.env["SWITCHYARD_API_KEY"]).toBe("not-a-real-key");
});

test("a signal is for the program, its exit code is ours", async () => {
  const { env } = await place();
  const running = begin(["claude", "run", "--", "--wait"], { env });
  await running.says(/waiting/);
  running.process.kill("SIGTERM");
  expect((await running.done).code).toBe(7);
});

test("what is missing is said", async () => {
  const here = await signedIn();
  const cases: [string[], number, RegExp][] = [
    [["claude", "env"], 1, /Switchyard is not running: `switchyard start`/],
    [["opencode", "run"], 1, /Switchyard is not running/],
    [["codex", "run"], 1, /Switchyard is not running/],
    [["claude", "frobnicate"], 2, /Unknown action "frobnicate" for claude/],
    [["claude", "env", "--shell", "tcsh"], 2, /--shell is one of sh, fish, powershell/],
    [["opencode", "env", "more"], 2, /Unexpected argument "more" for opencode env/],
  ];
  for (const [args, code, words] of cases) {
    const finished = await here.cli(args);
    expect(finished.error).toMatch(words);
    expect([finished.code, finished.out]).toEqual([code, ""]);
  }
  await startServe(here);
  const env = { ...here.env, PATH: path.dirname(process.execPath) };
  expect(await run(["claude", "run"], { env })).toMatchObject({
    code: 1,
    error: expect.stringContaining("There is no `claude` command"),
  });
});

test("the lines for other shells", () => {
  const variables = { NAME: String.raw`it's \ 5` };
  expect(shellLines("fish", variables, ["OLD"])).toEqual([
    "set -e OLD",
    String.raw`set -gx NAME 'it\'s \\ 5'`,
  ]);
  expect(shellLines("powershell", variables, ["OLD"])).toEqual([
    "Remove-Item Env:OLD -ErrorAction SilentlyContinue",
    String.raw`$env:NAME = 'it''s \ 5'`,
  ]);
  expect([
    usualShell({ SHELL: "/usr/bin/fish" }, "linux"),
    usualShell({}, "linux"),
    usualShell({}, "win32"),
  ]).toEqual(["fish", "sh", "powershell"]);
});
