/** Settings: the value in force, where it came from, and how to change it. */
import { isPreset, presetNames, presets, presetUpdate } from "../../../src-shared/settings-presets.ts";
import { variableOf } from "../../../src-shared/settings-variables.ts";
import type { AdminClient } from "../../compose/compose.ts";
import type { SettingsView } from "../../../src-shared/contract/settings.ts";
import { AppError } from "../../platform/app-error.ts";
import { UsageError, type Command, type CommandContext } from "../parsing/command.ts";
import { confirm } from "../parsing/confirm.ts";
import { createApiKey } from "../gateway/create-api-key.ts";
import { noMore } from "../parsing/option-values.ts";
import { shownValue, textOfValue } from "../parsing/shown-values.ts";

const origins = {
  environment: "environment",
  settings: "settings",
  codex: "your Codex",
  default: "default",
};

export const config: Command = {
  usage: "config [ACTION]",
  help: "Shows and changes settings; alone it asks for section, setting and value. The environment beats the settings, these beat the defaults; secrets are shown as set or not.",
  otherwise: "list",
  subcommands: {
    list: { takes: "", help: "Shows every setting, its value and where that came from." },
    // Other gateways call it so.
    show: { takes: "", help: "The same." },
    get: { takes: "KEY", help: "Shows one setting." },
    set: { takes: "KEY VALUE", help: "Changes one; - reads the value from a pipe." },
    reset: { takes: "[KEY]", help: "Puts one back to its default.", options: ["all"] },
    preset: { takes: "[NAME]", help: "Lists settings that go together, or applies them." },
  },
  examples: [
    "switchyard config set gateway.port 9000",
    'switchyard config set models.map \'{"claude-opus-5-5": "gpt-5.5-high"}\'',
    "switchyard config set gateway.apiKey null",
    "pass switchyard | switchyard config set gateway.apiKey -",
    "switchyard config preset quiet",
  ],
  options: { all: { type: "boolean", help: "every setting" } },
  async run(context, positionals, options) {
    const { terminal, json } = context;
    const [action = terminal.interactive && !json ? "edit" : "list", key, ...values] = positionals;
    const all = options["all"] === true;
    if (all) noMore("config reset --all", positionals.slice(1));
    if (["get", "set", "reset"].includes(action) && !all && key === undefined)
      throw new UsageError(
        `config ${action} wants a key${action === "reset" ? ", or --all for every setting" : ""}.`,
      );
    if (action === "set" && values.length === 0)
      throw new UsageError(`config set ${key ?? ""} wants a value.`);
    if (action !== "set") noMore(`config ${action}`, values);
    const client = await context.connect();
    const view = await client.settings.get();
    sayKeptAside(context, view);
    const given = { key: key ?? "", given: values.join(" ") };
    switch (action) {
      case "edit": {
        const { editSettings } = await import("../config-editor.ts");
        await editSettings(terminal, client);
        return 0;
      }
      case "preset":
        return preset(context, client, view, key);
      case "get":
      case "set":
        return one(context, client, view, { action, ...given });
      case "reset":
        return all ? resetAll(context, client) : one(context, client, view, { action, ...given });
      default:
        return list(context, view);
    }
  },
};

async function one(
  context: CommandContext,
  client: AdminClient,
  view: SettingsView,
  { action, key, given }: { action: "get" | "set" | "reset"; key: string; given: string },
): Promise<number> {
  if (!Object.hasOwn(view.origins, key)) throw unknownKey(key, view);
  if (action === "get") return get(context, view, key);
  refuseOverridden(view, key);
  if (action === "reset") return changed(context, await client.settings.reset({ key }), key);
  const text = given === "-" ? (await context.terminal.read()).trim() : given;
  const { updateOf } = await import("../parsing/setting-values.ts");
  return changed(context, await client.settings.update(updateOf(key, text)), key);
}

/** Shows the presets, or applies one: what it sets is said, a key that had to be made is shown this once. */
async function preset(
  { terminal, json }: CommandContext,
  client: AdminClient,
  view: SettingsView,
  name: string | undefined,
): Promise<number> {
  if (name === undefined) {
    const rows = presetNames.map((each) => ({ name: each, about: presets[each].about }));
    if (json) terminal.out(JSON.stringify(rows, null, 2));
    else for (const row of rows) terminal.out(`${row.name.padEnd(12)}  ${row.about}`);
    return 0;
  }
  if (!isPreset(name))
    throw new UsageError(`There is no preset "${name}": there is ${presetNames.join(", ")}.`);
  const update = presetUpdate(name, view.values.models.map);
  const key = presets[name].wantsKey && view.values.gateway.apiKey === null ? createApiKey() : null;
  if (key !== null) update.gateway = { ...update.gateway, apiKey: key };
  const after = await client.settings.update(update);
  const keys = Object.entries(update).flatMap(([section, values]) =>
    Object.keys(values ?? {}).map((each) => `${section}.${each}`),
  );
  if (json) {
    const values = Object.fromEntries(keys.map((each) => [each, shownValue(after.values, each)]));
    terminal.out(JSON.stringify({ preset: name, values, apiKey: key }));
    return 0;
  }
  for (const each of keys) changed({ terminal, json }, after, each);
  if (key !== null) terminal.out(`The API key, shown this once: ${key}`);
  if (presets[name].wantsKey)
    terminal.error("Whoever has the key spends your limits. It holds from the gateway's next start.");
  return 0;
}

async function resetAll({ terminal, json }: CommandContext, client: AdminClient): Promise<number> {
  if (
    terminal.interactive &&
    !json &&
    !(await confirm(terminal, "Put every setting back to how it was shipped?"))
  ) {
    terminal.error("Nothing was changed.");
    return 1;
  }
  const view = await client.settings.reset({});
  const left = Object.entries(view.origins).filter(([, origin]) => origin !== "default");
  terminal.out(
    json
      ? JSON.stringify({ reset: true, left: left.map(([key]) => key) })
      : "Every setting is as it was shipped.",
  );
  if (!json && left.some(([, origin]) => origin === "environment"))
    terminal.error("The environment still decides some: `switchyard config list` shows which.");
  return 0;
}

/** A file that could not be read is no reason to stop, but is no secret either. */
export function sayKeptAside({ terminal }: Pick<CommandContext, "terminal">, view: SettingsView): void {
  if (view.keptAside === null) return;
  terminal.error(`settings.json could not be read. It is kept as ${view.keptAside}; the defaults hold.`);
}

function list({ terminal, json }: CommandContext, view: SettingsView): number {
  const rows = Object.entries(view.origins).map(([key, origin]) => ({
    key,
    value: shownValue(view.values, key),
    origin,
  }));
  if (json) terminal.out(JSON.stringify(rows, null, 2));
  else {
    const width = Math.max(...rows.map(({ key }) => key.length));
    for (const { key, value, origin } of rows)
      terminal.out(
        `${key.padEnd(width)}  ${textOfValue(value)}  ${terminal.paint("dim", `(${origins[origin]})`)}`,
      );
  }
  return 0;
}

function get({ terminal, json }: CommandContext, view: SettingsView, key: string): number {
  const value = shownValue(view.values, key);
  terminal.out(json ? JSON.stringify({ key, value, origin: view.origins[key] }) : textOfValue(value));
  return 0;
}

function changed(
  { terminal, json }: Pick<CommandContext, "terminal" | "json">,
  view: SettingsView,
  key: string,
): number {
  const value = shownValue(view.values, key);
  terminal.out(
    json ? JSON.stringify({ key, value, origin: view.origins[key] }) : `${key} = ${textOfValue(value)}`,
  );
  return 0;
}

function refuseOverridden(view: SettingsView, key: string): void {
  if (view.origins[key] !== "environment") return;
  const variable = variableOf(key);
  throw new AppError(
    "bad_request",
    `${key} is set from the environment (${variable}, or the flag of that name), which beats the settings.`,
    "Remove it there first.",
  );
}

function unknownKey(key: string, view: SettingsView): AppError {
  const near = Object.keys(view.origins).filter(
    (each) => each.endsWith(`.${key}`) || each.startsWith(`${key}.`),
  );
  return new AppError(
    "bad_request",
    `There is no setting "${key}".`,
    near.length > 0 ? `Did you mean ${near.join(", ")}?` : "`switchyard config list` shows all of them.",
  );
}
