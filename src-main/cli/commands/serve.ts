/** The gateway in the foreground: one ready line with both addresses, a drain at the end. */
import { ownAddresses } from "../../network/own-addresses.ts";
import { lanAddress } from "../text/lan-address.ts";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { requestCurl } from "../../../src-shared/requests/request-curl.ts";
import { presetNames, presets, type PresetName } from "../../../src-shared/settings-presets.ts";
import type { AdminClient, Switchyard } from "../../compose/compose.ts";
import { createApiKey } from "../gateway/create-api-key.ts";
import { choiceOption } from "../parsing/option-values.ts";
import { rendererFolder } from "../programs/own-program.ts";
import { sayKeptAside } from "./config.ts";
import { demoFolder } from "../../settings/data-folder.ts";
import { UsageError, type Command, type CommandContext } from "../parsing/command.ts";
import { nameOfAccount, requestLine } from "../text/request-line.ts";
import { version } from "../version.ts";

export const serve: Command = {
  usage:
    "serve [--host HOST] [--port PORT] [--console-port PORT] [--api-key KEY] [--no-console] [--preset NAME] [--provider NAME] [--model-fallback MODEL] [--demo] [--log-curl] [--env-file FILE] [--auto-env]",
  help: "Runs the gateway in the foreground. Ctrl-C drains and ends it.",
  examples: [
    "switchyard serve --port 9000",
    "SWITCHYARD_API_KEY=KEY switchyard serve --host 0.0.0.0",
    "switchyard serve --host 0.0.0.0 --env-file .env",
  ],
  options: {
    host: { type: "string", help: "address to listen on (127.0.0.1)" },
    port: { type: "string", help: "port of the gateway (8787)" },
    "console-port": { type: "string", help: "port of the console (8788)" },
    "api-key": {
      type: "string",
      help: "key that every request must carry; better in SWITCHYARD_API_KEY, which others on this computer do not see",
    },
    "no-console": { type: "boolean", help: "no console pages" },
    preset: { type: "string", help: `settings for this run: ${presetNames.join(", ")}` },
    provider: { type: "string", help: "serves the models without a prefix, for this run" },
    "model-fallback": {
      type: "string",
      help: "what an unknown or Anthropic model name becomes, for this run",
    },
    demo: { type: "boolean", help: "simulated accounts and backend; nothing leaves this computer" },
    "env-file": {
      type: "string",
      help: "variables from this file; what is set already stays (never read by itself)",
    },
    "auto-env": { type: "boolean", help: "the same from .env in this folder, where there is one" },
    "log-curl": {
      type: "boolean",
      help: "prints each request as a curl line to send again; prompt and key are placeholders",
    },
  },
  async run(context, positionals, options) {
    if (positionals.length > 0)
      throw new UsageError(`Unexpected argument "${positionals[0] ?? ""}" for serve.`);
    for (const name of ["port", "console-port"]) {
      const value = options[name];
      if (typeof value === "string" && !/^\d+$/.test(value))
        throw new UsageError(`--${name} wants a number, not "${value}".`);
    }
    if (options["api-key"] !== undefined)
      context.terminal.error(
        "The key after --api-key stands in the list of processes, for everybody on this computer to read: give it in SWITCHYARD_API_KEY or with --env-file instead.",
      );
    const presetName = choiceOption(options, "preset", presetNames);
    const demo = options["demo"] === true;
    // A demo leaves no trace.
    const folder =
      demo && !context.env["SWITCHYARD_HOME"]
        ? await mkdtemp(path.join(os.tmpdir(), "switchyard-demo-"))
        : null;
    const { compose } = await import("../../compose/compose.ts");
    const switchyard = await compose({
      version,
      dataFolder: folder ?? context.dataFolder,
      env: { ...context.env, ...variables(options) },
      demo,
      ...(options["no-console"] !== true && existsSync(path.join(rendererFolder(), "index.html"))
        ? { rendererFolder: rendererFolder() }
        : {}),
    });
    const stopped = untilSignal();
    try {
      await prepare(context, switchyard.client, presetName);
      const status = await switchyard.resume(true);
      if (status.problem) {
        context.terminal.error(`${status.problem.message} ${status.problem.advice}`.trim());
        if (status.problem.code === "port_in_use")
          context.terminal.error(
            "`switchyard serve --port 0` takes a free one, `switchyard config set gateway.port 9000` another for good; Codex and the tools that are set up follow.",
          );
        return 1;
      }
      // A link on paper or in a service's log would be one that others can read.
      const place = context.terminal.interactive ? switchyard.consoleLink() : switchyard.consoleUrl;
      const pages = options["no-console"] === true ? "" : ` · console ${place}`;
      context.terminal.out(
        `Switchyard is running: gateway ${status.baseUrl}${pages}${demo ? " · demo" : ""}`,
      );
      const { host } = (await switchyard.client.settings.get()).values.gateway;
      const lan = lanAddress(host, status.baseUrl, ownAddresses());
      if (lan !== null) context.terminal.error(lan);
      if (pages !== "" && !context.terminal.interactive)
        context.terminal.error("`switchyard console` prints a link that opens the console.");
      if (demo)
        context.terminal.error(
          `Other commands reach the demo with --home ${demoFolder(folder ?? context.dataFolder)}`,
        );
      // For a person who watches; a service's log has its own.
      const asCurl = options["log-curl"] === true;
      if (context.terminal.interactive || asCurl) showRequests(context, switchyard, asCurl);
      await sayWhenNobodyIsSignedIn(context, switchyard.client);
      await stopped;
      context.terminal.error("Stopping; running requests may finish.");
      return 0;
    } finally {
      await switchyard.close();
      if (folder) await rm(folder, { recursive: true, force: true });
    }
  },
};

function showRequests({ terminal }: CommandContext, switchyard: Switchyard, asCurl: boolean): void {
  const { client } = switchyard;
  switchyard.onRequest((row) => {
    void Promise.all([client.accounts.list(), client.gateway.status()]).then(([accounts, status]) => {
      terminal.out(requestLine(row, nameOfAccount(accounts, row.accountId), terminal));
      const curl = asCurl ? requestCurl(row, status, process.platform) : null;
      if (curl !== null) terminal.out(terminal.paint("dim", curl));
    });
  });
}

/** Says what was set aside, and makes the key that a preset wants where there is none. */
async function prepare(
  context: CommandContext,
  client: AdminClient,
  preset: PresetName | null,
): Promise<void> {
  const view = await client.settings.get();
  sayKeptAside(context, view);
  if (preset === null || !presets[preset].wantsKey || view.values.gateway.apiKey !== null) return;
  const apiKey = createApiKey();
  await client.settings.update({ gateway: { apiKey } });
  context.terminal.error(`An API key was made and kept, shown this once: ${apiKey}`);
}

async function sayWhenNobodyIsSignedIn(context: CommandContext, client: AdminClient): Promise<void> {
  if ((await client.accounts.list()).length === 0) {
    context.terminal.error("No account is signed in yet: open the console, or run `switchyard login`.");
  }
}

// A flag is its variable: one way in.
function variables(options: Record<string, unknown>): NodeJS.ProcessEnv {
  const names = {
    host: "HOST",
    port: "PORT",
    "console-port": "CONSOLE_PORT",
    "api-key": "API_KEY",
    preset: "PRESET",
    provider: "PROVIDER",
    "model-fallback": "MODEL_FALLBACK",
  };
  const set: NodeJS.ProcessEnv = {};
  for (const [flag, name] of Object.entries(names)) {
    const value = options[flag];
    if (typeof value === "string") set[`SWITCHYARD_${name}`] = value;
  }
  return set;
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve();
      // A second signal ends it at once.
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
    };
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
  });
}
