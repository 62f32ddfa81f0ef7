/**
 * Typed settings: environment beats the file beats what Codex's config.toml says beats defaults. The file holds only what
 * the person chose otherwise, and whatever a newer version put there.
 */
import { isDeepStrictEqual } from "node:util";
import { issueWords } from "../../src-shared/issue-words.ts";
import { defaultSettings, settingsSchema, type SettingsUpdate } from "../../src-shared/settings.ts";
import type { SettingOrigin, SettingsView } from "../../src-shared/contract/settings.ts";
import type { ProblemCode } from "../../src-shared/problem.ts";
import { AppError } from "../platform/app-error.ts";
import { isProxyAddress } from "../network/proxy-address.ts";
import type { SettingsBackend } from "../platform/ports.ts";
import { readCaFile } from "../network/trust.ts";
import { createSignal } from "../platform/signal.ts";
import { variableOf } from "../../src-shared/settings-variables.ts";
import { readEnvironment, type Tree } from "./environment.ts";
import { shortKeyProblem } from "./lan-key.ts";
import { migrateSettings } from "./migrate-settings.ts";

const defaults: Tree = defaultSettings;

export type SettingsStore = ReturnType<typeof createSettingsStore>;

/**
 * `ofCodex`: what Codex says now, by section and key. Throws AppError `settings_unreadable` when a value of the file or
 * the environment does not fit.
 */
export function createSettingsStore(
  backend: SettingsBackend,
  env: NodeJS.ProcessEnv,
  ofCodex: () => Tree = () => ({}),
) {
  const changed = createSignal();
  const environment = readEnvironment(env);
  const keptAside = backend.keptAside ?? null;
  let codex = fitting(ofCodex());
  let stored = withoutDefaults(migrateSettings(asTree(backend.read())) as Tree);
  let view = { ...resolve({ stored: known(stored), environment, codex }, "settings_unreadable"), keptAside };

  function store(next: Tree, checkKey = false): SettingsView {
    // What is as shipped was chosen by nobody, whether it was never touched or put back by hand.
    const kept = withoutDefaults(next);
    const resolved = { ...resolve({ stored: known(kept), environment, codex }, "bad_request"), keptAside };
    const tooShort = checkKey ? shortKeyProblem(resolved.values.gateway, "bad_request") : null;
    if (tooShort) throw tooShort;
    backend.write(kept);
    [stored, view] = [kept, resolved];
    changed.emit();
    return view;
  }

  return {
    view: () => view,
    values: () => view.values,
    changed: changed.listen,
    /** Codex's file may say something else now. */
    rereadCodex(): void {
      const now = fitting(ofCodex());
      if (isDeepStrictEqual(now, codex)) return;
      codex = now;
      view = { ...resolve({ stored: known(stored), environment, codex }, "settings_unreadable"), keptAside };
      changed.emit();
    },
    /** Refuses the whole update when any value is wrong. */
    update(update: SettingsUpdate): SettingsView {
      checkCaFile(update.network?.caFile ?? null);
      const next = structuredClone(stored);
      for (const [section, values] of Object.entries(settingsSchema.partialUpdate.parse(update))) {
        for (const [key, value] of Object.entries(values ?? {})) {
          if (value !== undefined) (next[section] ??= {})[key] = value;
        }
      }
      // What stood there before does not stand in the way of other changes: the gateway says what is wrong with it.
      const { host, apiKey } = update.gateway ?? {};
      return store(next, host !== undefined || apiKey !== undefined);
    },
    /** Everything as shipped, but whether the gateway and the Codex switch are on: these are no matter of taste. */
    resetAll(): SettingsView {
      const { gateway, codex } = view.values;
      const kept = pick(stored, () => false, true);
      kept["gateway"] = { enabled: gateway.enabled };
      kept["codex"] = { enabled: codex.enabled };
      return store(kept);
    },
    /** Back to the default, for one dotted key. */
    reset(dotted: string): SettingsView {
      if (!Object.hasOwn(view.origins, dotted)) throw unknownKey(dotted);
      const [section = "", key = ""] = dotted.split(".");
      const next = structuredClone(stored);
      delete next[section]?.[key];
      return store(next);
    },
  };
}

interface Sources {
  stored: Tree;
  environment: Tree;
  codex: Tree;
}

function resolve(
  { stored, environment, codex }: Sources,
  code: ProblemCode,
): Omit<SettingsView, "keptAside"> {
  const merged: Tree = {};
  const follows = { ...defaultSettings.models, ...stored["models"], ...environment["models"] }.followCodex;
  const { models: inFile = {}, ...ofProgram } = codex;
  // Codex's sizes are those of its own model.
  const chosen = ofFile.some((key) => has(stored, `models.${key}`) || has(environment, `models.${key}`));
  const told: Tree = follows && !chosen ? { ...ofProgram, models: inFile } : ofProgram;
  for (const source of [told, stored, environment]) {
    for (const [section, values] of Object.entries(source))
      merged[section] = { ...merged[section], ...values };
  }
  const origin = (dotted: string): SettingOrigin => {
    if (has(environment, dotted)) return "environment";
    if (has(stored, dotted)) return "settings";
    return has(told, dotted) ? "codex" : "default";
  };
  const parsed = settingsSchema.full.safeParse(merged);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const dotted = issue?.path.join(".") ?? "";
    throw unfit(code, dotted, origin(dotted), issue === undefined ? "" : `it ${issueWords(issue)}`);
  }
  const { proxyUrl } = parsed.data.network;
  if (proxyUrl !== null && !isProxyAddress(proxyUrl)) {
    const form = "it looks like http://host:port, https://host:port or socks5://host:port";
    throw unfit(code, "network.proxyUrl", origin("network.proxyUrl"), form);
  }
  const dotted = Object.entries(parsed.data).flatMap(([section, values]) =>
    Object.keys(values).map((key) => `${section}.${key}`),
  );
  return {
    values: parsed.data,
    defaults: defaultSettings,
    origins: Object.fromEntries(dotted.map((name) => [name, origin(name)])),
  };
}

// Only when it is set: one that is lost later must not keep the app from starting.
function checkCaFile(file: string | null): void {
  try {
    if (file !== null) readCaFile(file);
  } catch (error) {
    const words = error instanceof Error ? error.message : "";
    throw new AppError("bad_request", words, "Name a file of certificates in PEM form.", { cause: error });
  }
}

function has(tree: Tree, dotted: string): boolean {
  const [section = "", key = ""] = dotted.split(".");
  return tree[section] !== undefined && Object.hasOwn(tree[section], key);
}

function asTree(value: unknown): Tree {
  return typeof value === "object" && value !== null ? (structuredClone(value) as Tree) : {};
}

/** Without the sections and keys that this version does not know. */
function known(tree: Tree): Tree {
  return pick(tree, (section, key) => key in (defaults[section] ?? {}));
}

// What is as shipped is a choice where Codex may say otherwise: now, or when its file can be read again.
function withoutDefaults(tree: Tree): Tree {
  const shipped = (section: string, key: string, value: unknown) =>
    isDeepStrictEqual(defaults[section]?.[key], value) && !ofCodexToo.has(`${section}.${key}`);
  return pick(tree, (section, key, value) => !shipped(section, key, value), true);
}

/** Keys that the person's own Codex may tell. */
const ofFile = ["default", "contextWindow", "compactAt"];
const ofCodexToo = new Set([...ofFile.map((key) => `models.${key}`), "network.clientVersion"]);

/** Without what does not fit: another program's file is no reason to stop. */
function fitting(codex: Tree): Tree {
  return pick(
    codex,
    (section, key, value) => settingsSchema.partialUpdate.safeParse({ [section]: { [key]: value } }).success,
  );
}

// Sections that are none (a newer version's single values) are kept or left out as they are.
function pick(
  tree: Tree,
  wanted: (section: string, key: string, value: unknown) => boolean,
  unknownSections = false,
): Tree {
  const picked: Tree = {};
  for (const [section, values] of Object.entries(tree)) {
    if (!(section in defaults)) {
      if (unknownSections) picked[section] = values;
      continue;
    }
    const kept = Object.entries(values ?? {}).filter(([key, value]) => wanted(section, key, value));
    if (kept.length > 0) picked[section] = Object.fromEntries(kept);
  }
  return picked;
}

// The value itself is not repeated: it may be an API key.
function unfit(code: ProblemCode, dotted: string, origin: SettingOrigin, why: string): AppError {
  return origin === "environment"
    ? new AppError(
        "settings_unreadable",
        `${variableOf(dotted)} has a value that does not fit ${dotted}: ${why}.`,
        "Correct the variable or remove it.",
      )
    : new AppError(
        code,
        `The setting ${dotted} has a value that does not fit: ${why}.`,
        code === "bad_request" ? "" : "Correct or remove it in settings.json in the data folder.",
      );
}

function unknownKey(key: string): AppError {
  return new AppError(
    "bad_request",
    `There is no setting named ${key}.`,
    "`switchyard config list` shows all of them.",
  );
}
