/** A Codex of its own: configuration, login and workspace in a temporary folder, and no way off this computer. */
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { LoggedRequest } from "../../../src-main/simulator/request-log.ts";
import type { Simulator } from "../../../src-main/simulator/simulator.ts";
import { authJson, temporaryFolder } from "../../support/switchyard.ts";

const packages = path.join(import.meta.dirname, "../node_modules");

/** How Codex is pointed at the gateway (clients 4.1). */
export type Form =
  /** The built-in provider at another address: WebSocket attempt, zstd bodies, a ChatGPT login. */
  | "openai_base_url"
  /** A provider of its own with the ChatGPT login. */
  | "provider with login"
  /** A provider of its own with a key in the environment and no login at all. */
  | "provider with key";

export const forms: readonly Form[] = ["openai_base_url", "provider with login", "provider with key"];

export interface CodexRun {
  code: number | null;
  /** The answer. */
  stdout: string;
  /** Everything else. */
  stderr: string;
}

export interface CodexHome {
  workspace: string;
  /** `codex exec PROMPT`; aborting ends it as Ctrl-C does. */
  exec(prompt: string, options?: { flags?: string[]; signal?: AbortSignal }): Promise<CodexRun>;
}

export interface HomeOptions {
  /** Lines of config.toml: at its top, in the provider's table, in [features]. */
  root?: string[];
  provider?: string[];
  features?: string[];
  /** The value of the provider's env_key. */
  key?: string;
  /** Package of the command line. */
  client?: string;
}

/** `gateway`: its address without path. The login is one of the simulator's account "two". */
export async function createCodexHome(
  form: Form,
  gateway: string,
  simulator: Simulator,
  options: HomeOptions = {},
): Promise<CodexHome> {
  const program = path.join(packages, options.client ?? "@openai/codex", "bin/codex.js");
  const folder = await temporaryFolder();
  const home = path.join(folder, "codex");
  const workspace = path.join(folder, "workspace");
  await mkdir(home);
  await mkdir(workspace);
  await writeFile(path.join(home, "config.toml"), config(form, `${gateway}/codex/v1`, simulator, options));
  if (form !== "provider with key")
    await writeFile(path.join(home, "auth.json"), authJson(simulator, "two"), { mode: 0o600 });
  const env = {
    PATH: process.env["PATH"],
    SystemRoot: process.env["SystemRoot"],
    HOME: folder,
    USERPROFILE: folder,
    CODEX_HOME: home,
    SWITCHYARD_TEST_KEY: options.key ?? "local",
    // A refusal makes Codex renew its own login (oauth 1.1); it must not ask the real issuer.
    CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${simulator.authBaseUrl}/oauth/token`,
  };
  return {
    workspace,
    exec(prompt, { flags = [], signal } = {}) {
      const line = [program, "exec", "--skip-git-repo-check", "-C", workspace, ...flags, prompt];
      const child = spawn(process.execPath, line, { env, stdio: ["ignore", "pipe", "pipe"] });
      onTestFinished(() => void child.kill());
      signal?.addEventListener("abort", () => child.kill("SIGINT"));
      const run: CodexRun = { code: null, stdout: "", stderr: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => (run.stdout += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (run.stderr += text));
      return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve({ ...run, code }));
      });
    },
  };
}

// Plugins, apps and analytics would look for their servers outside (clients 4.1).
function config(form: Form, base: string, simulator: Simulator, options: HomeOptions): string {
  const root = [
    'model = "gpt-5.5"',
    `model_provider = "${form === "openai_base_url" ? "openai" : "switchyard"}"`,
    `chatgpt_base_url = "${simulator.codexBaseUrl}/"`,
    'approval_policy = "never"',
    'sandbox_mode = "danger-full-access"',
    'cli_auth_credentials_store = "file"',
    ...(form === "openai_base_url" ? [`openai_base_url = "${base}"`] : []),
    ...(options.root ?? []),
  ];
  const provider = [
    "[model_providers.switchyard]",
    'name = "Switchyard"',
    `base_url = "${base}"`,
    'wire_api = "responses"',
    form === "provider with key" ? 'env_key = "SWITCHYARD_TEST_KEY"' : "requires_openai_auth = true",
    ...(options.provider ?? []),
  ];
  const features = ["[features]", "plugins = false", "apps = false", ...(options.features ?? [])];
  const quiet = [...features, "[analytics]", "enabled = false"];
  return [...root, ...(form === "openai_base_url" ? [] : provider), ...quiet, ""].join("\n");
}

/** What the backend was asked, prewarms left out. */
export function turnsOf(simulator: Simulator): LoggedRequest[] {
  return simulator.requests
    .to("/backend-api/codex/responses")
    .filter(({ method, prewarm }) => method === "POST" && !prewarm);
}

/** Lines that tell a person that something is wrong with the backend. */
export function complaints({ stderr }: CodexRun): string[] {
  const wrong = /\b(ERROR|WARN)\b|reconnecting|falling back|rerouted|disconnected|retry/i;
  return stderr.split("\n").filter((line) => wrong.test(line));
}

/** The one line that Codex itself writes about a gateway without WebSockets (clients 4.3). */
export const webSocketNote = /^\S+ ERROR codex_api::endpoint::responses_websocket: failed to connect/;
