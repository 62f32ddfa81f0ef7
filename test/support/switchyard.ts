/** The whole gateway on real sockets: a simulated backend, a data folder of its own, signed-in accounts. */
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { compose, type AdminClient, type Switchyard } from "../../src-main/compose/compose.ts";
import type { ComposeOptions } from "../../src-main/compose/options.ts";
import type { AccountOptions } from "../../src-main/simulator/accounts/simulated-account.ts";
import { removeSearched } from "./left-secrets.ts";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src-main/simulator/simulator.ts";

export interface Running {
  /** http://127.0.0.1:port of the gateway. */
  url: string;
  simulator: Simulator;
  switchyard: Switchyard;
  client: AdminClient;
  dataFolder: string;
}

export interface RunOptions {
  /** Ids of simulated accounts to sign in, in order; the first is active. */
  signIn?: string[];
  accounts?: AccountOptions[];
  env?: NodeJS.ProcessEnv;
  simulator?: SimulatorOptions;
  /** One that runs already. */
  upstream?: Simulator;
  compose?: Partial<ComposeOptions>;
  /** Seconds the access tokens live. */
  expiresInSeconds?: number;
}

export const plainAccounts: AccountOptions[] = ["one", "two"].map((id) => ({
  id,
  name: `Account ${id}`,
  email: `${id}@example.com`,
  userId: `user-${id}`,
  workspaceId: `00000000-0000-4000-8000-0000000000${id === "one" ? "01" : "02"}`,
  plan: "plus",
  windows: [
    { minutes: 300, usedPercent: 10, resetsInMinutes: 200 },
    { minutes: 10_080, usedPercent: 20, resetsInMinutes: 5000 },
  ],
}));

/** Removed at the end of the test, which fails when a file in it holds a secret that it is not meant to. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "switchyard-test-"));
  onTestFinished(() => removeSearched(folder));
  return folder;
}

export async function startSwitchyard(options: RunOptions = {}): Promise<Running> {
  const dataFolder = options.compose?.dataFolder ?? (await temporaryFolder());
  const simulator =
    options.upstream ??
    (await startSimulator({ accounts: options.accounts ?? plainAccounts, ...options.simulator }));
  if (options.upstream === undefined) onTestFinished(() => simulator.close());
  const switchyard = await compose({
    version: "0.0.0-test",
    env: {
      SWITCHYARD_CODEX_BASE_URL: simulator.codexBaseUrl,
      SWITCHYARD_AUTH_BASE_URL: simulator.authBaseUrl,
      SWITCHYARD_PORT: "0",
      SWITCHYARD_CONSOLE_PORT: "0",
      // Never that of whoever runs the tests.
      CODEX_HOME: path.join(dataFolder, "codex"),
      SWITCHYARD_LOG_LEVEL: "silent",
      ...options.env,
    },
    ...options.compose,
    dataFolder,
  });
  onTestFinished(() => switchyard.close());
  for (const id of options.signIn ?? ["one"]) {
    const lifetime =
      options.expiresInSeconds === undefined ? {} : { expiresInSeconds: options.expiresInSeconds };
    const files = [{ name: id, text: authJson(simulator, id, lifetime) }];
    await switchyard.client.accounts.importFiles({ files });
  }
  const status = await switchyard.client.gateway.start();
  if (status.problem) throw new Error(status.problem.message);
  const url = status.baseUrl.replace(/\/v1$/, "");
  return { url, simulator, switchyard, client: switchyard.client, dataFolder };
}

/** Resolves when the limits of every account were read once, as the app does by itself after a sign-in. */
export async function limitsRead({ client }: Running): Promise<void> {
  await expect
    .poll(async () => (await client.accounts.list()).every((account) => account.limits !== null))
    .toBe(true);
}

/** Codex's auth.json of a simulated account (oauth 1.10). */
export function authJson(
  simulator: Simulator,
  id: string,
  options: { expiresInSeconds?: number } = {},
): string {
  const issued = simulator.issueTokens(id, options);
  return JSON.stringify({
    auth_mode: "chatgpt",
    OPENAI_API_KEY: null,
    tokens: {
      id_token: issued.idToken,
      access_token: issued.accessToken,
      refresh_token: issued.refreshToken,
      account_id: issued.workspaceId,
    },
    last_refresh: "2026-01-05T12:00:00.000Z",
  });
}

export function postJson(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export const hello = { model: "gpt-5.5", messages: [{ role: "user", content: "hello" }] };

/** `data:` payloads of an event stream, parsed; `[DONE]` stays text. */
export function eventsOf(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => (line === "data: [DONE]" ? "[DONE]" : (JSON.parse(line.slice(6)) as unknown)));
}
