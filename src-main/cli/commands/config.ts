/** Settings: the value in force, where it came from, and how to change it. */
import { z } from "zod";
import { settingsSchema, type SettingsUpdate } from "../../../src-shared/settings.ts";
import type { SettingsView } from "../../../src-shared/contract/settings.ts";
import { AppError } from "../../platform/app-error.ts";
import { maskProxy } from "../../platform/proxy-address.ts";
import { variableOf } from "../../settings/environment.ts";
import { secretSettings } from "../../../src-shared/secret-settings.ts";
import { UsageError, type Command, type CommandContext } from "../command.ts";

const actions = ["list", "get", "set", "reset"] as const;
const secrets: ReadonlySet<string> = new Set(secretSettings);
const origins = { environment: "environment", settings: "settings", default: "default" };

export const config: Command = {
  usage: "config list | get KEY | set KEY VALUE | reset KEY",
  help: "Shows and changes settings. The environment beats the settings, these beat the defaults; secrets are shown as set or not.",
  actions,
  examples: [
    "switchyard config set gateway.port 9000",
    'switchyard config set models.map \'{"claude-opus-5-5": "gpt-5.5-high"}\'',
    "switchyard config set gateway.apiKey null",
    "pass switchyard | switchyard config set gateway.apiKey -",
  ],
  async run(context, [action = "list", key, ...values]) {
    const known = actions.find((each) => each === action);
    if (known === undefined) throw new UsageError(`config has no "${action}".`);
    if (known !== "list" && key === undefined) throw new UsageError(`config ${action} wants a key.`);
    if (known === "set" && values.length === 0)
      throw new UsageError(`config set ${key ?? ""} wants a value.`);
    if (known !== "set" && values.length > 0)
      throw new UsageError(`config ${action} takes no ${values[0] ?? ""}.`);
    const client = await context.connect();
    const view = await client.settings.get();
    const name = key ?? "";
    if (known === "list") return list(context, view);
    if (!Object.hasOwn(view.origins, name)) throw unknownKey(name, view);
    if (known === "get") return get(context, view, name);
    refuseOverridden(view, name);
    if (known === "reset") return changed(context, await client.settings.reset({ key: name }), name);
    const given = values.join(" ");
    const text = given === "-" ? (await context.terminal.read()).trim() : given;
    return changed(context, await client.settings.update(updateOf(name, text)), name);
  },
};

function list({ terminal, json }: CommandContext, view: SettingsView): number {
  const rows = Object.entries(view.origins).map(([key, origin]) => ({
    key,
    value: shown(view, key),
    origin,
  }));
  if (json) terminal.out(JSON.stringify(rows, null, 2));
  else {
    const width = Math.max(...rows.map(({ key }) => key.length));
    for (const { key, value, origin } of rows)
      terminal.out(
        `${key.padEnd(width)}  ${textOf(value)}  ${terminal.paint("dim", `(${origins[origin]})`)}`,
      );
  }
  return 0;
}

function get({ terminal, json }: CommandContext, view: SettingsView, key: string): number {
  const value = shown(view, key);
  terminal.out(json ? JSON.stringify({ key, value, origin: view.origins[key] }) : textOf(value));
  return 0;
}

function changed({ terminal, json }: CommandContext, view: SettingsView, key: string): number {
  const value = shown(view, key);
  terminal.out(
    json ? JSON.stringify({ key, value, origin: view.origins[key] }) : `${key} = ${textOf(value)}`,
  );
  return 0;
}

// A proxy's address may carry a password.
function shown(view: SettingsView, key: string): unknown {
  const value = valueOf(view.values, key);
  if (secrets.has(key)) return value === null ? "not set" : "set";
  return typeof value === "string" && URL.canParse(value) ? maskProxy(value) : value;
}

function textOf(value: unknown): string {
  if (value === null) return "not set";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function valueOf(tree: object, key: string): unknown {
  const [section = "", name = ""] = key.split(".");
  return (tree as Record<string, Record<string, unknown>>)[section]?.[name];
}

function refuseOverridden(view: SettingsView, key: string): void {
  if (view.origins[key] !== "environment") return;
  const variable = variableOf(key);
  throw new AppError(
    "bad_request",
    `${key} is set from the environment (${variable === key ? "SWITCHYARD_PROXY" : variable}, or the flag of that name), which beats the settings.`,
    "Remove it there first.",
  );
}

/** Text as the schema of the key wants it. Throws AppError that says what is allowed. */
function updateOf(key: string, text: string): SettingsUpdate {
  const [section = "", name = ""] = key.split(".");
  const schema = (settingsSchema.sections as Record<string, z.ZodObject>)[section]?.shape[name] as z.ZodType;
  const inner = schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : schema;
  // The text as it stands comes first: a model may be named "5".
  const candidates = text === "null" ? [null, text] : [text, ...parsed(text)];
  const fitting = candidates.map((value) => inner.safeParse(value)).find(({ success }) => success);
  if (!fitting?.success)
    throw new AppError("bad_request", `${key} does not take that value.`, `It takes ${allowed(inner)}.`);
  return { [section]: { [name]: fitting.data } };
}

function parsed(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** What a schema takes, in words. */
function allowed(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: "input" });
  return wordsOf(json);
}

function wordsOf(json: z.core.JSONSchema.BaseSchema): string {
  if (json.enum) return `one of ${json.enum.map(String).join(", ")}`;
  if (json.anyOf) return json.anyOf.map((each) => wordsOf(each)).join(", or ");
  switch (json.type) {
    case "boolean":
      return "true or false";
    case "integer":
    case "number":
      return `a number from ${String(json.minimum)} to ${String(json.maximum)}`;
    case "object":
      return 'an object, for example {"name": "value"}';
    case "null":
      return "null for none";
    default:
      if (json.pattern !== undefined) return `text of the form ${json.pattern}`;
      return json.minLength === undefined || json.minLength < 2
        ? "text"
        : `text of ${json.minLength} characters or more`;
  }
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
