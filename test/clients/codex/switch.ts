import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
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

test.each([null, "sk-local-test-key"])(
  "codex without a login works as a provider of its own (key: %s)",
  async (apiKey) => {
    const folder = await temporaryFolder();
    const home = path.join(folder, "codex");
    mkdirSync(home);
    const key = apiKey === null ? {} : { SWITCHYARD_API_KEY: apiKey };
    const { client } = await startSwitchyard({ env: { CODEX_HOME: home, ...key } });
    const quiet = [
      "[features]",
      "plugins = false",
      "apps = false",
      "[analytics]",
      "enabled = false",
      "",
    ].join("\n");
    writeFileSync(path.join(home, "config.toml"), `model = "gpt-5.5"\n${quiet}`);
    await client.codex.on({ mode: "provider" });
    const env = { PATH: process.env["PATH"], HOME: folder, CODEX_HOME: home };
    const answer = await run([program, "exec", "--skip-git-repo-check", "say hello"], env, folder);
    expect(answer.out.trim(), answer.error).toBe("hello");
  },
);
