import { codexOverrides } from "../../../src-shared/codex-overrides.ts";
import type { CodexPreview, CodexView } from "../../../src-shared/contract/codex.ts";
import { UsageError, type Command, type CommandContext } from "../command.ts";
import { connectToRunning } from "../connect.ts";
import { runTool } from "../run-tool.ts";
import { runningGateway } from "../running-gateway.ts";
import { timeWords } from "../words.ts";
import { loginCommand } from "./codex-login.ts";
import { loginWords, processWords } from "../codex-words.ts";

export const codex: Command = {
  usage:
    "codex on | off | status | diff [--provider]  ·  codex run [-- ARGUMENTS]  ·  codex login ACCOUNT [--dry-run] | login --undo",
  help: "Points Codex at the gateway and back, key by key. `run` starts Codex pointed at it without touching any file. `login` puts an account's login into Codex' own auth.json, where Switchyard follows it from then on; what lay there is kept beside it.",
  actions: ["on", "off", "status", "diff", "run", "login"],
  examples: [
    "switchyard codex on",
    'switchyard codex run -- exec "Explain this folder"',
    "switchyard codex login work@example.com",
  ],
  options: {
    "dry-run": { type: "boolean", help: "with login: says what would change, and changes nothing" },
    undo: { type: "boolean", help: "with login: puts the former login back" },
    provider: { type: "boolean", help: "as a provider of its own, with a history of its own" },
  },
  async run(context, [action = "status", ...rest], options) {
    const mode = options["provider"] === true ? ("provider" as const) : ("native" as const);
    switch (action) {
      case "on":
        return turnOn(context, mode);
      case "off":
        return turnOff(context);
      case "status":
        return showStatus(context);
      case "diff":
        return showDiff(context, await (await context.connect()).codex.preview({ mode }));
      case "run":
        return runCodex(context, rest);
      case "login":
        return loginCommand(context, rest[0], {
          undo: options["undo"] === true,
          dryRun: options["dry-run"] === true,
        });
      default:
        throw new UsageError(`codex has no "${action}".`);
    }
  },
};

async function turnOn(context: CommandContext, mode: "native" | "provider"): Promise<number> {
  const running = await connectToRunning(context.dataFolder);
  if (!running) {
    // Without a gateway Codex would point at nothing.
    const client = await context.connect();
    await client.settings.update({ codex: { enabled: true, mode } });
    context.terminal.error(
      "Switchyard is not running: Codex is switched as soon as it is (`switchyard start` or `serve`).",
    );
    return 1;
  }
  return show(context, await running.codex.on({ mode }));
}

async function turnOff(context: CommandContext): Promise<number> {
  const client = await context.connect();
  const { view, foreign } = await client.codex.off();
  for (const key of foreign) {
    context.terminal.error(`${key} was changed by somebody else since and stays as it is.`);
  }
  return show(context, view);
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
  if (json) terminal.out(JSON.stringify(view, null, 2));
  else if (state === "off") terminal.out(`Codex does not go through Switchyard (${file}).`);
  else {
    const form =
      mode === "provider"
        ? "as a provider of its own"
        : isSignedIn(view)
          ? "natively"
          : "as a provider of its own, for it is not signed in";
    terminal.out(`Codex goes through Switchyard, ${form} (${file}).`);
    for (const key of drift) terminal.out(`  Changed by somebody else: ${key}`);
    if (problem) terminal.out(`  ${problem.message} ${problem.advice}`);
    const { proof } = view;
    terminal.out(
      proof
        ? `  Last request ${timeWords(proof.at, Date.now())}, ${proof.client} ${proof.version ?? ""}`.trimEnd()
        : "  No request from Codex yet. A Codex that is open already has to be restarted.",
    );
  }
  return 0;
}

function showDiff({ terminal, json }: CommandContext, preview: CodexPreview): number {
  if (json) terminal.out(JSON.stringify(preview, null, 2));
  else if (preview.refusal) {
    const { message, line, snippet } = preview.refusal;
    terminal.error(
      `${preview.file}${line === null ? "" : `, line ${line}`}: ${message}\nAdd by hand:\n\n${snippet}`,
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
  return codexOverrides({ root, apiKey, signedIn: isSignedIn(await client.codex.status()) });
}

// What cannot be looked into is taken for a login.
function isSignedIn({ login: { store, present } }: CodexView): boolean {
  return present.kind !== "none" || store !== "file";
}
