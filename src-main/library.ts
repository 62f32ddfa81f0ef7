/**
 * Switchyard inside another program: `import { createGateway } from "switchyard-app"`. No Electron, no command line.
 * The types below are the public ones and stand for themselves: they name nothing of the packages that are bundled.
 */
import type { IncomingMessage, RequestListener } from "node:http";
import type { Duplex } from "node:stream";
import type { Problem } from "../src-shared/problem.ts";
import { AppError } from "./platform/app-error.ts";
import { compose, type AdminClient } from "./compose/compose.ts";
import type { ComposeOptions } from "./compose/options.ts";
import { dataFolder } from "./settings/data-folder.ts";

declare const __VERSION__: string | undefined;

export interface GatewayOptions {
  /** Where accounts, settings and usage lie; absent: `SWITCHYARD_HOME`, else the app's own folder. One process at a time. */
  dataFolder?: string;
  /** Where `listen` listens; 0 is any free port. Absent: the settings. */
  host?: string;
  port?: number;
  /** The key every request must carry. Absent: the settings. */
  apiKey?: string;
  /** The model of requests that name none. */
  model?: string;
  logLevel?: "debug" | "info" | "warn" | "error" | "silent";
  /** Instead of `process.env`: the `SWITCHYARD_…` variables and those of the proxy are read from it. */
  env?: Record<string, string | undefined>;
  /** Made-up accounts and a simulated backend: nothing leaves this computer. */
  demo?: boolean;
}

export interface RateWindow {
  /** Length: 300 = 5 hours, 10080 = a week. */
  minutes: number;
  /** 0 to 100, may exceed 100. */
  usedPercent: number;
  /** Epoch milliseconds; null when not told. */
  resetsAt: number | null;
  /** Name of a separately metered model or feature; null for the plan's own windows. */
  meter: string | null;
}

export interface Account {
  id: string;
  label: string | null;
  email: string | null;
  /** plus, pro, team, free, … */
  plan: string | null;
  /** Requests go to this one. */
  active: boolean;
  paused: boolean;
  health: "ok" | "limited" | "sign-in-needed" | "trouble" | "sealed" | "paused";
  /** Epoch milliseconds when `health` is expected to end by itself. */
  healthUntil: number | null;
  /** Null before the first request or reading; `readAt` in epoch milliseconds. */
  limits: { windows: RateWindow[]; readAt: number } | null;
}

export interface ImportResult {
  /** Ids of accounts. */
  added: string[];
  renewed: string[];
  skipped: { name: string; problem: { code: string; message: string; advice: string } }[];
}

export interface DeviceSignIn {
  /** The person opens this address, on any device, and enters the code. */
  verificationUrl: string;
  userCode: string;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** The id of the account, once the person has said yes. Rejects with a GatewayError. */
  done: Promise<string>;
}

export interface Model {
  id: string;
  displayName: string;
  /** Tokens. */
  contextWindow: number | null;
  efforts: string[];
}

export interface Message {
  role: "system" | "developer" | "user" | "assistant";
  content: string;
}

/** What `GatewayError`s are: an Error with a stable `code` and what to do. */
export interface GatewayError extends Error {
  code: string;
  advice: string;
}

export interface Gateway {
  /**
   * The Express application, guarded as the gateway itself is: `host.use("/ai", gateway.app)` or
   * `createServer(gateway.app)`. Without an API key it answers under loopback names only.
   */
  readonly app: RequestListener;
  /** WebSockets of a listener of yours: `server.on("upgrade", gateway.upgrade)`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Opens the gateway's own listener; idempotent. Rejects with a GatewayError (`port_in_use`, …). */
  listen(): Promise<{ url: string; baseUrl: string; port: number }>;
  /** One answer as text, through the own listener. Rejects with a GatewayError. */
  ask(prompt: string | Message[], options?: { model?: string; signal?: AbortSignal }): Promise<string>;
  readonly accounts: {
    list(): Promise<Account[]>;
    /** Takes over credentials from the text of a file such as Codex's auth.json. */
    importText(text: string, name?: string): Promise<ImportResult>;
    /** With a code that the person enters on any device. */
    signIn(options?: { label?: string }): Promise<DeviceSignIn>;
    use(id: string): Promise<Account[]>;
    setPaused(id: string, paused: boolean): Promise<Account[]>;
    /** Revokes the login and deletes it. */
    remove(id: string): Promise<Account[]>;
    /** Renews the login and reads the limits. */
    refresh(id: string): Promise<Account>;
  };
  /** The catalog; `refresh` asks the backend first. */
  models(options?: { refresh?: boolean }): Promise<Model[]>;
  readonly settings: {
    /** The value in force of a dotted key, e.g. `routing.strategy` (docs/configuration.md). */
    get(key: string): Promise<unknown>;
    /** Refuses what does not fit with a GatewayError. */
    set(key: string, value: unknown): Promise<void>;
    reset(key: string): Promise<void>;
  };
  /** Lets running requests end, saves, frees the data folder. Idempotent; the program can then end by itself. */
  close(): Promise<void>;
}

/** Rejects with a GatewayError: `data_folder_in_use` while the app or another program works with the same folder. */
export async function createGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const switchyard = await compose(composeOptions(options));
  const { client } = switchyard;
  const mounted = await switchyard.mount();
  const listen = async () => {
    const { state, problem, baseUrl, port } = await switchyard.resume(true);
    if (state !== "running") throw failed(problem);
    return { url: baseUrl.replace(/\/v1$/, ""), baseUrl, port };
  };
  return {
    app: mounted.app,
    upgrade: (request, socket, head) => mounted.upgrade(request, socket, head),
    listen,
    async ask(prompt, { model, signal } = {}) {
      const { baseUrl } = await listen();
      const { apiKey } = (await client.settings.get()).values.gateway;
      return askOnce(
        { client, baseUrl, apiKey },
        {
          messages: typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt,
          model,
          signal,
        },
      );
    },
    accounts: {
      list: () => told(client.accounts.list()),
      importText: (text, name = "credentials") =>
        told(client.accounts.importFiles({ files: [{ name, text }] })),
      signIn: ({ label } = {}) => signInWithCode(client, label),
      use: (id) => told(client.accounts.use({ id })),
      setPaused: (id, paused) => told(client.accounts.setPaused({ id, paused })),
      remove: (id) => told(client.accounts.remove({ id })),
      refresh: (id) => told(client.accounts.refresh({ id })),
    },
    models: async ({ refresh = false } = {}) =>
      (await told(refresh ? client.models.refresh() : client.models.list())).models,
    settings: settingsOf(client),
    async close() {
      await client.signIn.cancel();
      await switchyard.close();
    },
  };
}

// A name of an option is its variable: one way in, as on the command line.
function composeOptions(given: GatewayOptions): ComposeOptions {
  const named = {
    SWITCHYARD_HOME: given.dataFolder,
    SWITCHYARD_HOST: given.host,
    SWITCHYARD_PORT: given.port?.toString(),
    SWITCHYARD_API_KEY: given.apiKey,
    SWITCHYARD_MODEL: given.model,
    SWITCHYARD_LOG_LEVEL: given.logLevel,
  };
  const set = Object.entries(named).filter(([, value]) => value !== undefined);
  const env = { ...(given.env ?? process.env), ...Object.fromEntries(set) };
  return {
    version: typeof __VERSION__ === "string" ? __VERSION__ : "0.0.0-dev",
    dataFolder: dataFolder(env),
    env,
    embedded: true,
    ...(given.demo ? { demo: true } : {}),
  };
}

async function askOnce(
  { client, baseUrl, apiKey }: { client: AdminClient; baseUrl: string; apiKey: string | null },
  {
    messages,
    model,
    signal,
  }: { messages: Message[]; model: string | undefined; signal: AbortSignal | undefined },
): Promise<string> {
  const answer = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": "switchyard-library",
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ messages, model }),
    ...(signal ? { signal } : {}),
  });
  const body = (await answer.json()) as {
    choices?: { message?: { content?: string | null } }[];
    error?: { message?: string };
  };
  if (answer.ok) return body.choices?.[0]?.message?.content ?? "";
  // The row of the request knows the failure as the services do; the answer is worded for other programs.
  const id = answer.headers.get("x-request-id");
  const row = (await client.requests.recent({ limit: 100 })).find((each) => each.id === id);
  if (row?.problem) throw failed(row.problem);
  throw new AppError("bad_request", body.error?.message ?? `The gateway answered ${answer.status}.`);
}

async function signInWithCode(client: AdminClient, label: string | undefined): Promise<DeviceSignIn> {
  const begun = await told(
    client.signIn.start({ method: "device", openBrowser: false, ...(label === undefined ? {} : { label }) }),
  );
  if (begun.step !== "device") throw failed(begun.step === "failed" ? begun.problem : null);
  const { verificationUrl, userCode, expiresAt } = begun;
  const done = signedIn(client);
  // Whoever shows the code comes to `done` later.
  done.catch(() => {});
  return { verificationUrl, userCode, expiresAt, done };
}

async function signedIn(client: AdminClient): Promise<string> {
  for await (const event of await client.live.feed()) {
    const state = event.type === "snapshot" ? event.state.signIn : event.change.signIn;
    if (state?.step === "done") return state.accountId;
    if (state?.step === "failed") throw failed(state.problem);
    if (state?.step === "idle") break;
  }
  throw new AppError("sign_in_cancelled", "The sign-in was cancelled.");
}

function settingsOf(client: AdminClient): Gateway["settings"] {
  const known = async (key: string) => {
    const { values, origins } = await client.settings.get();
    if (!Object.hasOwn(origins, key))
      throw new AppError(
        "bad_request",
        `There is no setting named ${key}.`,
        "docs/configuration.md has them all.",
      );
    const [section = "", name = ""] = key.split(".");
    return { section, name, value: (values as Record<string, Record<string, unknown>>)[section]?.[name] };
  };
  return {
    get: async (key) => (await known(key)).value,
    async set(key, value) {
      const { section, name } = await known(key);
      await told(client.settings.update({ [section]: { [name]: value } }));
    },
    async reset(key) {
      await told(client.settings.reset({ key }));
    },
  };
}

/** The failures of the services as what they are: errors with a code and advice. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const problem = (error as { data?: Partial<Problem> }).data;
    if (problem?.code === undefined || problem.message === undefined)
      throw new AppError("bad_request", error instanceof Error ? error.message : "That did not work.", "", {
        cause: error,
      });
    throw new AppError(problem.code, problem.message, problem.advice, { cause: error });
  }
}

function failed(problem: Problem | null): AppError {
  return problem === null
    ? new AppError("internal", "The gateway could not start.")
    : new AppError(problem.code, problem.message, problem.advice);
}
