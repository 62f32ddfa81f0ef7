/**
 * What Codex's config.toml has to become, and how it becomes what it was: pure. Only owned keys are touched; what
 * they displaced is written down so that each can be undone by itself, also when the file was rewritten meanwhile.
 */
import { parse, stringify, TomlError } from "smol-toml";
import { openToml, TomlProblem, type TomlDocument } from "./toml-document.ts";

export type TakeoverMode = "native" | "provider";

/** A key of ours in the file: what we wrote, and what stood there before. */
interface OwnedKey {
  path: string[];
  /** As written in TOML. */
  own: string;
  /** As it was written before; null when the key was not there. */
  displaced: string | null;
}

export interface Takeover {
  /** As it was asked for. */
  mode: TakeoverMode;
  baseUrl: string;
  keys: OwnedKey[];
  /** The provider's table as it was added, with its gap; null when Codex's own provider stays. */
  block: string | null;
  /** Whether there was no file before. */
  created: boolean;
}

interface Refusal {
  message: string;
  /** 1-based line in the file, or null. */
  line: number | null;
  /** What to write by hand instead. */
  snippet: string;
}

export type Plan = { ok: true; text: string; takeover: Takeover } | { ok: false; refusal: Refusal };

export const providerId = "switchyard";
export const ownComment =
  "# Codex goes through Switchyard. To undo: run `switchyard codex off`, or delete the lines that name it.";
export const providerTable = ["model_providers", providerId];
const providerName = "Switchyard";
/** Every key that may be written into the provider's table. */
export const providerKeys = [
  "name",
  "base_url",
  "wire_api",
  "requires_openai_auth",
  "experimental_bearer_token",
  "supports_websockets",
];

export interface Target {
  /** Ends with /codex/v1. */
  baseUrl: string;
  /** Key that the gateway wants, null = none. */
  apiKey: string | null;
  /** Whether Codex is signed in by itself. */
  codexLogin: boolean;
  /** Model that is set along; null = Codex's own choice stays. */
  model: string | null;
}

/**
 * What is written for a mode. Codex's own provider asks for a sign-in before it does anything where there is none
 * (codex-cli 0.169.0); one of our own does not.
 */
function formOf(mode: TakeoverMode, { codexLogin }: Target): TakeoverMode {
  return codexLogin ? mode : "provider";
}

/**
 * False when what was written is for another model, or for a Codex that had a login and has none now, or the other
 * way round.
 */
export function fits({ mode, block, keys }: Takeover, target: Target): boolean {
  const model = keys.find(({ path }) => path.join(".") === "model")?.own ?? null;
  if (model !== (target.model === null ? null : quote(target.model))) return false;
  return (block !== null) === (formOf(mode, target) === "provider");
}

/** `before` null = there is no file. */
export function planTakeover(before: string | null, mode: TakeoverMode, target: Target): Plan {
  const { baseUrl } = target;
  const form = formOf(mode, target);
  const snippet = snippetOf(form, target);
  const refuse = (message: string, line: number | null = null): Plan => ({
    ok: false,
    refusal: { message, line, snippet },
  });
  if (form === "native" && target.apiKey !== null) {
    return refuse(
      "The gateway wants an API key, which Codex's built-in provider cannot send. Use a provider of its own instead.",
    );
  }
  let document: TomlDocument;
  try {
    if (before !== null) parse(before.replace(/^\uFEFF/, ""));
    document = openToml(before ?? "");
  } catch (error) {
    return refuse(`The file is not valid TOML: ${firstLine(error)}.`, lineOf(error));
  }
  // What a person had added to our table stays in one that has lost our values: they are put there again.
  const left = document.tableValues(providerTable);
  const leftTable = left !== null && left["name"] === providerName && left["base_url"] === undefined;
  if (form === "provider") {
    const existing = leftTable ? null : document.mentions(providerTable);
    if (existing?.inline) {
      return refuse("model_providers is written inline, which cannot be extended safely.", existing.line);
    }
    if (existing)
      return refuse(
        `There is a provider named ${providerId} already that is not Switchyard's own.`,
        existing.line,
      );
  }
  const wanted: [string[], string][] =
    form === "native"
      ? [
          [["model_provider"], quote("openai")],
          [["openai_base_url"], quote(baseUrl)],
        ]
      : [[["model_provider"], quote(providerId)]];
  if (target.model !== null) wanted.push([["model"], quote(target.model)]);
  const keys: OwnedKey[] = [];
  const added: string[] = [];
  let next = document;
  for (const [path, own] of wanted) {
    const found = document.get(path);
    if (!found && document.mentions(path))
      return refuse(`${path.join(".")} is not a plain value.`, document.mentions(path)?.line);
    // An address that is ours already, pasted by hand once, is not what the person had before.
    const pasted = found !== null && path[0] === "openai_base_url" && found.value === baseUrl;
    keys.push({ path, own, displaced: pasted ? null : (found?.raw ?? null) });
    if (found) next = next.replaceValue(path, own);
    else added.push(`${path.join(".")} = ${own}`);
  }
  let block: string | null = null;
  if (form === "provider") {
    const lines = providerLines(target);
    if (leftTable) {
      const added = lines.slice(2);
      next = next.insertInTable(providerTable, added);
      block = added.map((line) => line + next.eol).join("");
    } else {
      const { length } = next.text;
      next = next.appendBlock(lines);
      block = next.text.slice(length);
    }
  }
  next = next.insertAtTop([ownComment, ...added]);
  const takeover: Takeover = { mode, baseUrl, keys, block, created: before === null };
  const broken = meaningBroken(before ?? "", next.text, takeover);
  return broken === null ? { ok: true, text: next.text, takeover } : refuse(broken);
}

export interface Restored {
  /** null = the file goes away: it was made by the takeover and holds nothing else. */
  text: string | null;
  /** Keys that somebody else changed since: left as they are. */
  foreign: string[];
}

/** Undoes a takeover key by key in whatever the file is now. Throws TomlProblem when it cannot be read. */
export function planRestore(now: string, takeover: Takeover): Restored {
  let document = openToml(now);
  const foreign: string[] = [];
  if (takeover.block !== null) {
    const provider = document.tableValues(providerTable);
    if (provider && provider["base_url"] === takeover.baseUrl)
      document = withoutProvider(document, provider, takeover.block);
    else if (provider && provider["base_url"] !== undefined) foreign.push(providerTable.join("."));
  }
  for (const { path, own, displaced } of takeover.keys) {
    const found = document.get(path);
    if (!found) continue;
    if (found.raw !== own && quote(String(found.value)) !== own) foreign.push(path.join("."));
    else if (displaced === null) document = document.removeKey(path);
    else document = document.replaceValue(path, displaced);
  }
  document = document.removeLine(ownComment);
  if (!keepsOthers(now, document.text, takeover))
    throw new TomlProblem("Undoing the switch would change more than Switchyard's own keys.", null);
  const empty = document.text.trim() === "";
  return { text: takeover.created && empty ? null : document.text, foreign };
}

/** Without our keys of the provider's table, and without the table when nothing else is in it. */
function withoutProvider(
  document: TomlDocument,
  values: Record<string, unknown>,
  block: string,
): TomlDocument {
  const hasHeader = /^\s*\[/.test(block);
  const own = providerKeys.filter((key) => key in values && (hasHeader || key !== "name"));
  const others = Object.keys(values).length > (hasHeader ? own.length : own.length + 1);
  if (hasHeader && !others && !document.hasTablesBelow(providerTable))
    return document.removeText(block) ?? document.removeTable(providerTable);
  // Its name stays: Codex reads no provider without one.
  return own
    .filter((key) => key !== "name")
    .reduce((rest, key) => rest.removeKey([...providerTable, key]), document);
}

/** Whether all that is not ours means what it meant. */
function keepsOthers(before: string, after: string, takeover: Takeover): boolean {
  const others = (text: string) => {
    const values = parse(text.replace(/^\uFEFF/, "")) as Record<string, unknown>;
    for (const { path } of takeover.keys) delete values[path[0] ?? ""];
    const providers = values["model_providers"] as Record<string, Record<string, unknown>> | undefined;
    const provider = providers?.[providerId];
    if (takeover.block === null || !providers || !provider) return stringify(values);
    for (const key of providerKeys) delete provider[key];
    if (Object.keys(provider).length === 0) delete providers[providerId];
    if (Object.keys(providers).length === 0) delete values["model_providers"];
    return stringify(values);
  };
  try {
    return others(before) === others(after);
  } catch {
    return false;
  }
}

/** How the file stands to a takeover that is on: keys of ours that are no longer as we wrote them. */
export function driftOf(now: string, takeover: Takeover): string[] {
  const document = openToml(now);
  const drift = takeover.keys
    .filter(({ path, own }) => {
      const found = document.get(path);
      return !found || quote(String(found.value)) !== own;
    })
    .map(({ path }) => path.join("."));
  if (takeover.block !== null && document.tableValues(providerTable)?.["base_url"] !== takeover.baseUrl) {
    drift.push(providerTable.join("."));
  }
  return drift;
}

function snippetOf(form: TakeoverMode, target: Target): string {
  const model = target.model === null ? [] : [`model = ${quote(target.model)}`];
  if (form === "native") {
    return [...model, 'model_provider = "openai"', `openai_base_url = "${target.baseUrl}"`, ""].join("\n");
  }
  return [...model, `model_provider = "${providerId}"`, "", ...providerLines(target), ""].join("\n");
}

function providerLines({ baseUrl, apiKey, codexLogin }: Target): string[] {
  return [
    `[${providerTable.join(".")}]`,
    `name = ${quote(providerName)}`,
    `base_url = ${quote(baseUrl)}`,
    'wire_api = "responses"',
    // A login of Codex's own stays in use where there is one: account footer, plugins and /models work on (oauth 1.11).
    apiKey === null && codexLogin
      ? "requires_openai_auth = true"
      : `experimental_bearer_token = ${quote(apiKey ?? "local")}`,
    "supports_websockets = false",
  ];
}

/** null when nothing but the owned keys means something else than before. */
function meaningBroken(before: string, after: string, takeover: Takeover): string | null {
  let [old, now] = [{}, {}] as Record<string, unknown>[];
  try {
    old = parse(before.replace(/^\uFEFF/, ""));
    now = parse(after.replace(/^\uFEFF/, ""));
  } catch (error) {
    return `The edit would not leave valid TOML: ${firstLine(error)}.`;
  }
  for (const { path, displaced } of takeover.keys) {
    const [key = ""] = path;
    if (displaced === null) {
      delete now?.[key];
      delete old?.[key];
    } else if (old && now) now[key] = old[key];
  }
  if (takeover.block !== null && now) {
    const providers = now["model_providers"] as Record<string, Record<string, unknown>>;
    const left = (old?.["model_providers"] as typeof providers | undefined)?.[providerId];
    for (const key of providerKeys) if (!(left && key in left)) delete providers[providerId]?.[key];
    if (!left) delete providers[providerId];
    if (Object.keys(providers).length === 0 && !(old && "model_providers" in old))
      delete now["model_providers"];
  }
  return stringify(old ?? {}) === stringify(now ?? {})
    ? null
    : "The edit would change more than Switchyard's own keys.";
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]?.replace(/\.$/, "") ?? "";
}

function lineOf(error: unknown): number | null {
  if (error instanceof TomlError) return error.line;
  return error instanceof TomlProblem ? error.line : null;
}
