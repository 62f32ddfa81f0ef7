/**
 * Typed settings: environment beats the file beats defaults. The file holds only what the person changed; a
 * file that cannot be understood is kept aside and named, never overwritten.
 */
import { settingsSchema, type SettingsUpdate } from "../../src-shared/settings.ts";
import type { SettingOrigin, SettingsView } from "../../src-shared/contract/settings.ts";
import { AppError } from "../platform/app-error.ts";
import type { SettingsBackend } from "../platform/ports.ts";
import { createSignal } from "../platform/signal.ts";

type Tree = Record<string, Record<string, unknown>>;

const variables: Record<string, string> = {
  SWITCHYARD_HOST: "gateway.host",
  SWITCHYARD_PORT: "gateway.port",
  SWITCHYARD_CONSOLE_PORT: "gateway.consolePort",
  SWITCHYARD_API_KEY: "gateway.apiKey",
  SWITCHYARD_MODEL: "models.default",
  SWITCHYARD_MODEL_FALLBACK: "models.fallback",
  SWITCHYARD_PROXY: "network.proxyUrl",
  SWITCHYARD_LOG_LEVEL: "log.level",
};

export type SettingsStore = ReturnType<typeof createSettingsStore>;

export function createSettingsStore(backend: SettingsBackend, env: NodeJS.ProcessEnv) {
  const changed = createSignal();
  const fromEnvironment = readEnvironment(env);
  let stored = asTree(backend.read());
  let view = resolve(stored, fromEnvironment);

  function store(next: Tree): SettingsView {
    view = resolve(next, fromEnvironment);
    stored = next;
    backend.write(next);
    changed.emit();
    return view;
  }

  return {
    view: () => view,
    values: () => view.values,
    changed: changed.listen,
    /** Refuses the whole update when any value is wrong. */
    update(update: SettingsUpdate): SettingsView {
      const next = structuredClone(stored);
      for (const [section, values] of Object.entries(settingsSchema.partialUpdate.parse(update))) {
        for (const [key, value] of Object.entries(values ?? {})) {
          if (value !== undefined) (next[section] ??= {})[key] = value;
        }
      }
      return store(next);
    },
    /** Back to the default, for one dotted key. */
    reset(dotted: string): SettingsView {
      const [section = "", key = ""] = dotted.split(".");
      if (!(dotted in view.origins)) throw unknownKey(dotted);
      const next = structuredClone(stored);
      delete next[section]?.[key];
      return store(next);
    },
  };
}

function resolve(stored: Tree, environment: Tree): SettingsView {
  const merged: Tree = {};
  for (const source of [stored, environment]) {
    for (const [section, values] of Object.entries(source))
      merged[section] = { ...merged[section], ...values };
  }
  const parsed = settingsSchema.full.safeParse(merged);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError(
      "settings_unreadable",
      `The setting ${issue?.path.join(".") ?? ""} has a value that does not fit: ${issue?.message ?? ""}.`,
      "Correct it in settings.json or in the environment, or remove it.",
    );
  }
  const origins: Record<string, SettingOrigin> = {};
  for (const [section, values] of Object.entries(parsed.data)) {
    for (const key of Object.keys(values)) {
      const inside = (tree: Tree) => tree[section] !== undefined && key in tree[section];
      origins[`${section}.${key}`] = inside(environment)
        ? "environment"
        : inside(stored)
          ? "settings"
          : "default";
    }
  }
  return { values: parsed.data, origins };
}

function readEnvironment(env: NodeJS.ProcessEnv): Tree {
  const tree: Tree = {};
  for (const [variable, dotted] of Object.entries(variables)) {
    const text = env[variable];
    if (text === undefined || text === "") continue;
    const [section = "", key = ""] = dotted.split(".");
    (tree[section] ??= {})[key] = /[pP]ort$/.test(key) ? Number(text) : text;
  }
  const proxy = tree["network"]?.["proxyUrl"];
  if (tree["network"] && proxy !== undefined) tree["network"]["proxy"] = proxy === "none" ? "none" : "custom";
  return tree;
}

function asTree(value: unknown): Tree {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, Record<string, unknown>] =>
        entry[0] in settingsSchema.sections && typeof entry[1] === "object" && entry[1] !== null,
    ),
  );
}

function unknownKey(key: string): AppError {
  return new AppError(
    "bad_request",
    `There is no setting named ${key}.`,
    "`switchyard config list` shows all of them.",
  );
}
