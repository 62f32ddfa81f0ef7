/**
 * One login out of the JSON that a program keeps or exports it as: Codex's auth.json (oauth 1.10), our own export,
 * CLIProxyAPI, Sub2API, Cockpit, OpenCode and their like. They differ in where the tokens lie and in how the names
 * are written, so tokens are looked for by name, in any case, a few levels deep.
 */
import { AppError } from "../../platform/app-error.ts";
import { accessExpiry, loginFromTokens, type Login } from "../account.ts";

export interface FoundLogin {
  login: Login;
  /** What a person called the account where it comes from. */
  label: string | null;
  excludedModels: string[];
}

type Fields = ReadonlyMap<string, unknown>;

const names = {
  access: ["accesstoken", "access"],
  refresh: ["refreshtoken", "refresh"],
  identity: ["idtoken"],
  // Beside the tokens only: further out an account's id may be the other program's own number.
  workspace: ["chatgptaccountid", "accountid", "workspaceid"],
  refreshed: ["lastrefresh", "lastrefreshat", "refreshedat"],
  label: ["label", "alias"],
  excluded: ["excludedmodels"],
  kind: ["type", "provider", "platform"],
};

/** Where programs put tokens inside an entry, and entries inside a file. */
const holders = ["tokens", "token", "credentials", "credential", "oauth", "auth", "data"];
const lists = ["accounts", "profiles", "credentials", "logins", "items", "auths", "data"];
const deepest = 3;

const foreign =
  /claude|anthropic|gemini|google|vertex|antigravity|qwen|iflow|kimi|grok|xai|cursor|copilot|kiro/i;

/** The entries of a file that may each be a login, with a name where the file gives them one. */
export function entriesOf(content: unknown, depth = 0): { name: string | null; entry: unknown }[] {
  if (Array.isArray(content)) return content.map((entry: unknown) => ({ name: null, entry }));
  const fields = fieldsOf(content);
  if (fields === null || findTokens(content) !== null) return [{ name: null, entry: content }];
  for (const list of lists) {
    const inner = fields.get(list);
    if (Array.isArray(inner)) return entriesOf(inner);
    if (isObject(inner) && depth < deepest) return entriesOf(inner, depth + 1);
  }
  const named = Object.entries(content as object).filter(([, value]) => isObject(value) && findTokens(value));
  if (named.length > 0) return named.map(([name, entry]) => ({ name, entry: entry as unknown }));
  return [{ name: null, entry: content }];
}

/** @param place what the entry is called in the words of a refusal */
export function readLogin(place: string, entry: unknown, now: number): FoundLogin | AppError {
  const outer = fieldsOf(entry);
  if (outer === null) return unusable(place, "is no login.");
  const other = names.kind.map((name) => textIn(outer, [name])).find((kind) => kind && foreign.test(kind));
  if (other) return unusable(place, `is a login of ${other.slice(0, 40)}, not of ChatGPT.`);
  const tokens = findTokens(entry);
  const access = tokens && valueIn(tokens, names.access);
  if (tokens === null || access === "" || access === null) {
    return typeof outer.get("openaiapikey") === "string"
      ? unusable(place, "holds an API key and no ChatGPT login.")
      : unusable(place, "has no access token.");
  }
  if (typeof access !== "string") return unusable(place, "has tokens in a form that is not known.");
  const refreshToken = textIn(tokens, names.refresh);
  const login = loginFromTokens(
    {
      idToken: textIn(tokens, names.identity),
      accessToken: access,
      refreshToken,
      refreshedAt: Math.min(now, timeIn(tokens, names.refreshed) ?? timeIn(outer, names.refreshed) ?? now),
    },
    textIn(tokens, names.workspace) ?? undefined,
  );
  if (login === null) return unusable(place, "has tokens that do not say whose account it is.");
  if (refreshToken === null && (accessExpiry(login.tokens) ?? Infinity) <= now) {
    return unusable(place, "has expired and holds nothing to renew it with.");
  }
  const excluded = valueIn(outer, names.excluded);
  return {
    login,
    label: textIn(outer, names.label)?.trim().slice(0, 80) || null,
    excludedModels: Array.isArray(excluded)
      ? excluded.filter((model): model is string => typeof model === "string" && model !== "").slice(0, 200)
      : [],
  };
}

export function unusable(place: string, why: string): AppError {
  return new AppError(
    "import_unreadable",
    `${place} ${why}`,
    "Choose the auth.json of a Codex that is signed in with ChatGPT, or an export.",
  );
}

/** The nearest object that has an access token, the entry itself or one inside. */
function findTokens(entry: unknown, depth = 0): Fields | null {
  const fields = fieldsOf(entry);
  if (fields === null) return null;
  if (valueIn(fields, names.access) !== null) return fields;
  if (depth === deepest) return null;
  for (const holder of holders) {
    const found = findTokens(fields.get(holder), depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** access_token, accessToken and access-token are one name. */
function fieldsOf(value: unknown): Fields | null {
  if (!isObject(value)) return null;
  return new Map(
    Object.entries(value).map(([name, field]) => [name.toLowerCase().replace(/[^a-z0-9]/g, ""), field]),
  );
}

function valueIn(fields: Fields, wanted: readonly string[]): unknown {
  return (
    wanted.map((name) => fields.get(name)).find((value) => value !== undefined && value !== null) ?? null
  );
}

function textIn(fields: Fields, wanted: readonly string[]): string | null {
  const value = valueIn(fields, wanted);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Epoch milliseconds out of a date, or of epoch seconds or milliseconds. */
function timeIn(fields: Fields, wanted: readonly string[]): number | null {
  const value = valueIn(fields, wanted);
  if (typeof value === "number" && value > 0) return value < 1e11 ? value * 1000 : value;
  const time = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : time;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
