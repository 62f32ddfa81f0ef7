import {
  billingOf,
  isProviderKind,
  kindFacts,
  providerKinds,
  providerPresets,
  refusalOf,
  type ProviderPreset,
} from "../../../src-shared/provider-kinds.ts";
import type { AddProvider } from "../../../src-shared/contract/providers.ts";
import { AppError } from "../../platform/app-error.ts";
import type { AdminClient } from "../../compose/compose.ts";
import { confirm } from "../parsing/confirm.ts";
import { UsageError, type Command, type CommandContext } from "../parsing/command.ts";
import { choiceOption } from "../parsing/option-values.ts";
import { foundLine, providerLines } from "../text/provider-text.ts";

export const providers: Command = {
  usage: "providers ACTION",
  help: "What serves beside the ChatGPT accounts, asked for as NAME:MODEL: keys, endpoints, local models, programs.",
  otherwise: "list",
  subcommands: {
    list: { takes: "", help: "Shows all of them, and what was found on this computer." },
    add: {
      takes: "KIND|PRESET",
      help: "Adds one, or one more key to the one of the same name.",
      options: ["name", "base", "key-stdin", "bearer", "dialect", "program", "label", "accept"],
    },
    check: { takes: "NAME", help: "Asks whether it works, at no cost." },
    pause: { takes: "NAME [KEY]", help: "No request goes to it, or to this key of it." },
    resume: { takes: "NAME [KEY]", help: "Uses it again." },
    remove: { takes: "NAME [KEY]", help: "Deletes it here, or this key of it." },
    models: { takes: "NAME", help: "Reads its list of models." },
  },
  examples: [
    "switchyard providers add anthropic-key",
    "pass show openrouter | switchyard providers add openrouter --key-stdin",
    "switchyard providers add local-models",
    "switchyard ask -m local:qwen3:8b 'Hello'",
  ],
  options: {
    name: { type: "string", help: "what stands before the colon" },
    base: { type: "string", help: "address of the endpoint, without /v1" },
    "key-stdin": { type: "boolean", help: "read the key from a pipe" },
    bearer: { type: "boolean", help: "send the key as a bearer token" },
    dialect: { type: "string", help: "of OpenAI's APIs: chat or responses" },
    program: { type: "string", help: "path or name of the program" },
    label: { type: "string", help: "your own name for this key" },
    accept: { type: "boolean", help: "you have read what the kind asks, and accept it" },
  },
  async run(context, positionals, options) {
    const [action = "list", name, slot] = positionals;
    if (action !== "list" && name === undefined)
      throw new UsageError(
        action === "add"
          ? `Which kind? ${[...providerKinds, ...Object.keys(providerPresets)].join(", ")}.`
          : "Which provider? `switchyard providers list` shows their names.",
      );
    const { terminal, json } = context;
    if (action === "add") return add(context, name ?? "", options);
    const client = await context.connect();
    const named = { name: name ?? "", ...(slot === undefined ? {} : { slot }) };
    switch (action) {
      case "list":
        return list(context, client);
      case "check":
        return check(context, client, named.name);
      case "models": {
        const { models, problem } = await client.providers.models({ name: named.name });
        if (json) terminal.out(JSON.stringify({ models, problem }, null, 2));
        else for (const { id } of models) terminal.out(`${named.name}:${id}`);
        if (problem !== null) terminal.error(`${problem.message} ${problem.advice}`.trim());
        return problem === null ? 0 : 1;
      }
      case "pause":
        await client.providers.pause(named);
        terminal.out(`${[name, slot].filter(Boolean).join(", key ")} is paused.`);
        return 0;
      case "resume":
        await client.providers.resume(named);
        terminal.out(`${[name, slot].filter(Boolean).join(", key ")} is used again.`);
        return 0;
      default:
        await client.providers.remove(named);
        terminal.out(`Removed ${[name, slot].filter(Boolean).join(", key ")}.`);
        return 0;
    }
  },
};

async function list({ terminal, json }: CommandContext, client: AdminClient): Promise<number> {
  const [all, found] = await Promise.all([client.providers.list(), client.providers.found()]);
  if (json) {
    terminal.out(JSON.stringify({ providers: all, found }, null, 2));
    return 0;
  }
  for (const provider of all) for (const line of providerLines(provider, Date.now())) terminal.out(line);
  if (all.length === 0)
    terminal.out("Only the ChatGPT accounts serve. `switchyard providers add` adds others.");
  for (const each of found) terminal.error(foundLine(each));
  return 0;
}

async function check({ terminal, json }: CommandContext, client: AdminClient, name: string): Promise<number> {
  const results = await client.providers.check({ name });
  if (json) terminal.out(JSON.stringify(results, null, 2));
  for (const { slotId, problem } of json ? [] : results) {
    const words = problem === null ? "works" : `${problem.message} ${problem.advice}`.trim();
    const mark = terminal.paint(problem === null ? "green" : "red", problem === null ? "✓" : "✗");
    terminal.out(`${mark} ${results.length === 1 ? name : `${name}, key ${slotId}`}: ${words}`);
  }
  return results.every(({ problem }) => problem === null) ? 0 : 1;
}

async function add(context: CommandContext, word: string, options: Record<string, unknown>): Promise<number> {
  const { terminal, json } = context;
  const preset = presetOf(word);
  const { kind } = preset;
  const { key: wanted, acceptance } = kindFacts[kind];
  const text = (name: string) => (typeof options[name] === "string" ? options[name] : undefined);
  const given: AddProvider = {
    kind,
    name: text("name") ?? preset.name,
    accepted: options["accept"] === true,
    base: text("base") ?? preset.base,
    dialect: choiceOption(options, "dialect", ["chat", "responses"] as const) ?? preset.dialect,
    program: text("program") ?? preset.program,
    label: text("label"),
  };
  if (acceptance !== null && !given.accepted && terminal.interactive) {
    terminal.error(acceptance);
    given.accepted = await confirm(terminal, "Do you accept that?");
  }
  const wantsKey =
    wanted === "required" || (wanted === "optional" && billingOf(kind, given.base ?? null) !== "local");
  if (options["key-stdin"] === true) given.key = (await terminal.read()).trim();
  else if (wantsKey && terminal.interactive) given.key = (await terminal.askSecret("Key: ")).trim();
  if (given.key === "") throw new UsageError("The key is empty.");
  if (options["bearer"] === true) given.keyHeader = "bearer";
  const client = await context.connect();
  const view = await client.providers.add(given);
  terminal.out(
    json
      ? JSON.stringify(view, null, 2)
      : `Added ${view.name} (${view.title}). Ask it for a model as ${view.name}:MODEL.`,
  );
  return 0;
}

/** Throws AppError for what is refused, UsageError for what nobody knows. */
function presetOf(word: string): Pick<ProviderPreset, "kind"> & Partial<ProviderPreset> {
  const refused = refusalOf(word);
  if (refused !== null)
    throw new AppError("bad_request", `${word} is not built: ${refused.reason}`, refused.advice);
  // A name that is both is the same thing, with more said.
  const preset = Object.hasOwn(providerPresets, word) ? providerPresets[word] : undefined;
  if (preset !== undefined) return preset;
  if (isProviderKind(word)) return { kind: word };
  throw new UsageError(
    `There is no kind ${word}: ${[...new Set([...providerKinds, ...Object.keys(providerPresets)])].join(", ")}.`,
  );
}
