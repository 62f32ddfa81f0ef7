import type { AdminClient } from "../../compose/compose.ts";
import { codexOverrides } from "../../../src-shared/codex-overrides.ts";
import type { CodexMode, CodexPreview, CodexView, CodexWish } from "../../../src-shared/contract/codex.ts";
import { codexHome } from "../../codex-config/codex-home.ts";
import { restoreAll } from "../../use-cases/restore-all.ts";
import { codexAddress } from "../../../src-shared/codex-address.ts";
import { UsageError, type Command, type CommandContext } from "../parsing/command.ts";
import { connectToRunning } from "../gateway/connect.ts";
import { textOption } from "../parsing/option-values.ts";
import { projectAt, rootOfProject } from "../programs/project-here.ts";
import { runTool } from "../programs/run-tool.ts";
import { runningGateway } from "../gateway/running-gateway.ts";
import { timeWords } from "../text/text.ts";
import { homeLines, homesCommand } from "./codex/codex-homes.ts";
import { loginCommand } from "./codex/codex-login.ts";
import { loginWords, processWords } from "../text/codex-text.ts";

export const codex: Command = {
  usage: "codex ACTION",
  help: "Points Codex at the gateway and back, key by key.",
  otherwise: "status",
  subcommands: {
    on: {
      takes: "",
      help: "Points Codex at the gateway, here or on another computer.",
      options: ["profile", "url", "key", "model", "provider"],
    },
    off: { takes: "", help: "Gives Codex its own settings back.", options: ["all"] },
    status: { takes: "", help: "Shows the switch, the login and the Codex that are open." },
    diff: {
      takes: "",
      help: "Shows what `on` would change.",
      options: ["profile", "url", "key", "model", "provider"],
    },
    homes: {
      takes: "[list | add FOLDER | remove FOLDER]",
      help: "Further CODEX_HOMEs that are switched along.",
    },
    run: {
      takes: "[-- ARGUMENTS]",
      help: "Starts Codex pointed at the gateway without touching any file.",
      options: ["isolated"],
    },
    login: {
      takes: "ACCOUNT | --undo",
      help: "Puts an account's login into Codex's own auth.json, where Switchyard follows it from then on; what lay there is kept beside it.",
      options: ["dry-run", "undo"],
    },
  },
  examples: [
    "switchyard codex on",
    'switchyard codex run -- exec "Explain this folder"',
    'switchyard codex run --isolated -- exec "Explain this folder"',
    "switchyard codex login work@example.com",
  ],
  options: {
    all: {
      type: "boolean",
      help: "the other tools that were set up get their own settings back as well",
    },
    "dry-run": { type: "boolean", help: "says what would change, and changes nothing" },
    undo: { type: "boolean", help: "puts the former login back" },
    isolated: {
      type: "boolean",
      help: "without your MCP servers, plugins, instructions, login and history; only model, effort, model_context_window and model_auto_compact_token_limit of your config.toml are taken over",
    },
    profile: {
      type: "string",
      help: "only `codex --profile NAME` goes through Switchyard; on without it is for Codex as it starts",
    },
    url: {
      type: "string",
      help: "the Switchyard on another computer, e.g. http://192.168.1.5:8787; on without it is for the one here",
    },
    key: { type: "string", help: "with --url: the key that one wants" },
    model: { type: "string", short: "m", help: "the model Codex starts with" },
    provider: { type: "boolean", help: "as a provider of its own, with a history of its own" },
  },
  async run(context, [action, ...rest], options) {
    const mode = options["provider"] === true ? ("provider" as const) : ("native" as const);
    const wish = {
      profile: textOption(options, "profile"),
      remote: textOption(options, "url"),
      remoteKey: textOption(options, "key"),
      model: textOption(options, "model"),
    };
    switch (action) {
      case "on":
        return turnOn(context, mode, wish);
      case "off":
        return options["all"] === true ? restoreEverything(context) : turnOff(context);
      case "diff":
        checkAddress(wish);
        return showDiffs(context, await (await context.connect()).codex.preview({ mode, wish }));
      case "homes":
        return homesCommand(context, rest);
      case "run":
        return options["isolated"] === true ? runIsolated(context, rest) : runCodex(context, rest);
      case "login":
        return loginCommand(context, rest[0], {
          undo: options["undo"] === true,
          dryRun: options["dry-run"] === true,
        });
      default:
        return showStatus(context);
    }
  },
};

async function turnOn(context: CommandContext, mode: CodexMode, wish: CodexWish): Promise<number> {
  checkAddress(wish);
  const running = await connectToRunning(context.dataFolder);
  if (!running) {
    // Without a gateway Codex would point at nothing.
    const client = await context.connect();
    if (wish.remote === null) await sayWhenNobodyServes(context, client);
    await client.settings.update({ codex: { enabled: true, mode, ...wish } });
    context.terminal.error(
      "Switchyard is not running: Codex is switched as soon as it is (`switchyard start` or `serve`).",
    );
    return 1;
  }
  if (wish.remote === null) await sayWhenNobodyServes(context, running);
  await running.settings.update({ codex: wish });
  const view = await running.codex.on({ mode });
  show(context, view);
  if (wish.remote !== null) await sayWhetherReached(context, wish.remote);
  return view.homes.some((home) => home.chosen && home.switch.state !== "on") ? 1 : 0;
}

/** Before anything is switched: with nobody signed in Codex would be pointed at an error. */
async function sayWhenNobodyServes({ terminal }: CommandContext, client: AdminClient): Promise<void> {
  const [accounts, providers] = await Promise.all([client.accounts.list(), client.providers.list()]);
  if (accounts.length === 0 && providers.length === 0)
    terminal.error(
      "Nobody is signed in to Switchyard: Codex fails through it until somebody is. Run `switchyard login` first.",
    );
}

function checkAddress({ remote }: CodexWish): void {
  if (remote !== null && codexAddress(remote) === null)
    throw new UsageError(`${remote} is not an http address such as http://192.168.1.5:8787.`);
}

/** The other computer's address, and whether it answers: a Switchyard's /healthz wants no key. */
async function sayWhetherReached({ terminal }: CommandContext, remote: string): Promise<void> {
  const base = codexAddress(remote) ?? remote;
  terminal.error(`Codex goes to ${base}.`);
  try {
    const { ok } = await fetch(new URL("/healthz", base), { signal: AbortSignal.timeout(3000) });
    if (ok) return;
  } catch {
    // Told below.
  }
  terminal.error(
    "No Switchyard answers there now: Codex will fail until one does. `switchyard codex off` undoes it.",
  );
}

async function turnOff(context: CommandContext): Promise<number> {
  const client = await context.connect();
  const { view, foreign } = await client.codex.off();
  // The next `on` begins anew, and `diff` shows what it would write.
  await client.settings.update({ codex: { profile: null, remote: null, remoteKey: null, model: null } });
  for (const key of foreign) {
    context.terminal.error(`${key} was changed by somebody else since and stays as it is.`);
  }
  return show(context, view);
}

async function restoreEverything(context: CommandContext): Promise<number> {
  const { terminal } = context;
  const restored = await restoreAll(await context.connect());
  if (context.json) terminal.out(JSON.stringify(restored, null, 2));
  else {
    const { tools, foreign, problems } = restored;
    terminal.out(["Codex", ...tools].join(", ") + ": no longer pointed at Switchyard.");
    for (const key of foreign)
      terminal.error(`${key} was changed by somebody else since and stays as it is.`);
    for (const { message, advice } of problems) terminal.error(`${message} ${advice}`.trim());
  }
  return restored.problems.length === 0 ? 0 : 1;
}

async function showStatus(context: CommandContext): Promise<number> {
  const client = await context.connect();
  const view = await client.codex.status();
  const code = show(context, view);
  if (!context.json) context.terminal.out(`  ${loginWords(view.login)}`);
  const running = context.json ? [] : await client.codex.processes();
  if (running.length > 0) {
    context.terminal.out("  Open now, with the settings of when they were started:");
    for (const each of running) context.terminal.out(`    ${processWords(each, Date.now())}`);
  }
  return code;
}

function show({ terminal, json }: CommandContext, view: CodexView): number {
  const { state, file, mode, drift, problem } = view.switch;
  if (json) {
    terminal.out(JSON.stringify(view, null, 2));
    return 0;
  }
  if (state === "off") {
    terminal.out(`Codex does not go through Switchyard (${file}).`);
    if (problem) terminal.out(`  ${problem.message} ${problem.advice}`);
  } else if (state === "orphaned") {
    terminal.out(`Codex is pointed at Switchyard, but the record of its former settings is lost (${file}).`);
    terminal.out("  `switchyard codex off` removes exactly the lines that Switchyard wrote.");
  } else {
    const form =
      mode === "provider"
        ? "as a provider of its own"
        : isSignedIn(view)
          ? "natively"
          : "as a provider of its own, for it is not signed in";
    const who = view.profile === null ? "Codex" : `Codex with --profile ${view.profile}`;
    terminal.out(`${who} goes through Switchyard, ${form} (${file}).`);
    for (const key of drift) terminal.out(`  Changed by somebody else: ${key}`);
    if (problem) terminal.out(`  ${problem.message} ${problem.advice}`);
    const { proof } = view;
    terminal.out(
      proof
        ? `  Last request ${timeWords(proof.at, Date.now())}, ${proof.client} ${proof.version ?? ""}`.trimEnd()
        : "  No request from Codex yet. A Codex that is open already has to be restarted.",
    );
  }
  for (const line of homeLines(view)) terminal.out(line);
  return 0;
}

function showDiffs(context: CommandContext, previews: CodexPreview[]): number {
  if (context.json) {
    context.terminal.out(JSON.stringify(previews, null, 2));
    return previews.some(({ refusal }) => refusal !== null) ? 1 : 0;
  }
  const codes = previews.map((preview) => {
    if (previews.length > 1) context.terminal.out(`${preview.file}:`);
    return showDiff(context, preview);
  });
  return Math.max(...codes);
}

function showDiff({ terminal }: CommandContext, preview: CodexPreview): number {
  if (preview.refusal) {
    const { message, line, snippet } = preview.refusal;
    terminal.error(
      `${preview.file}${line === null ? "" : `, line ${line}`}: ${message}${snippet === null ? "" : `\nAdd by hand:\n\n${snippet}`}`,
    );
  } else {
    if (preview.withoutLogin)
      terminal.error("Codex is not signed in: it gets a provider that wants no sign-in.");
    const marks = { same: " ", added: "+", removed: "-" };
    for (const { kind, text } of preview.diff) if (kind !== "same") terminal.out(`${marks[kind]} ${text}`);
  }
  return preview.refusal ? 1 : 0;
}

/** Codex with the gateway's address on its command line: no file is touched. */
async function runCodex(context: CommandContext, rest: string[]): Promise<number> {
  const { overrides, variables } = await overridesFor(context);
  const args = overrides.flatMap((override) => ["-c", override]);
  return runTool(context, "codex", [...args, ...rest], { ...context.env, ...variables });
}

async function overridesFor(context: CommandContext) {
  const { client, root, apiKey } = await runningGateway(context);
  return codexOverrides({ root: hereAt(root), apiKey, signedIn: isSignedIn(await client.codex.status()) });
}

function hereAt(root: string): string {
  return rootOfProject(root, projectAt(process.cwd()));
}

/** Codex in a home of its own that holds no login, which is gone afterwards. */
async function runIsolated(context: CommandContext, rest: string[]): Promise<number> {
  const { root, apiKey } = await runningGateway(context);
  const { overrides, variables } = codexOverrides({ root: hereAt(root), apiKey, signedIn: false });
  const { createIsolatedHome } = await import("../../codex-config/isolated-home.ts");
  const home = await createIsolatedHome(codexHome(context.env));
  try {
    if (home.unread)
      context.terminal.error("Codex's config.toml is not valid TOML: nothing of it is taken over.");
    const args = overrides.flatMap((override) => ["-c", override]);
    const env = { ...context.env, ...variables, CODEX_HOME: home.folder };
    return await runTool(context, "codex", [...args, ...rest], env);
  } finally {
    await home.remove();
  }
}

// What cannot be looked into is taken for a login.
function isSignedIn({ login: { store, present } }: CodexView): boolean {
  return present.kind !== "none" || store !== "file";
}
