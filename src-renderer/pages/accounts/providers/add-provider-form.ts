/** What "Add a provider" asks for, by kind, and what it sends. Pure. */
import type { AddProvider, FoundProvider } from "../../../../src-shared/contract/providers.ts";
import {
  keyVariables,
  kindFacts,
  providerPresets,
  type Dialect,
  type ProviderKind,
  type ProviderPreset,
} from "../../../../src-shared/provider-kinds.ts";

/** Presets by the names of their makers, which no language changes. */
export const presetTitles: Readonly<Record<string, string>> = {
  "anthropic-key": "Anthropic Console",
  "openai-key": "OpenAI Platform",
  openrouter: "OpenRouter",
  gemini: "Google AI Studio",
  "local-models": "Ollama",
  "lm-studio": "LM Studio",
  "claude-code": "Claude Code",
  cursor: "Cursor",
  "gemini-program": "Gemini CLI",
  copilot: "GitHub Copilot",
  opencode: "OpenCode",
  qwen: "Qwen Code",
  kimi: "Kimi",
  goose: "Goose",
};

export interface ProviderForm {
  kind: ProviderKind;
  name: string;
  base: string;
  key: string;
  /** A variable of the gateway's environment that holds the key; null: it is typed. */
  keyVariable: keyof typeof keyVariables | null;
  dialect: Dialect;
  program: string;
  accepted: boolean;
}

const blank = { base: "", key: "", keyVariable: null, program: "", accepted: false } as const;

export function formOfKind(kind: ProviderKind): ProviderForm {
  return { ...blank, kind, name: kindFacts[kind].defaultName, dialect: "chat" };
}

function formOfPreset({ kind, name, base, dialect, program }: ProviderPreset): ProviderForm {
  return { ...formOfKind(kind), name, base: base ?? "", dialect: dialect ?? "chat", program: program ?? "" };
}

export function formOfFound({ kind, name, base, dialect, from }: FoundProvider): ProviderForm {
  const keyVariable = from.what === "environment" && isKeyVariable(from.where) ? from.where : null;
  return { ...formOfKind(kind), name, base: base ?? "", dialect: dialect ?? "chat", keyVariable };
}

function isKeyVariable(name: string): name is keyof typeof keyVariables {
  return Object.hasOwn(keyVariables, name);
}

/** What this version can serve, without those of which there can be but one and is. */
export function addableKinds(built: ProviderKind[], there: { kind: ProviderKind }[]): ProviderKind[] {
  return built.filter((kind) => !kindFacts[kind].single || !there.some((each) => each.kind === kind));
}

/** A choice of the list: a preset by its name, or a kind by its own after `kind:`. */
export function formOfChoice(choice: string): ProviderForm | null {
  const preset = providerPresets[choice];
  if (preset !== undefined) return formOfPreset(preset);
  const kind = choice.replace(/^kind:/, "");
  return Object.hasOwn(kindFacts, kind) ? formOfKind(kind as ProviderKind) : null;
}

export function fieldsOf(kind: ProviderKind) {
  const { key, program, acceptance } = kindFacts[kind];
  return {
    base: !program && kind !== "claude-settings",
    key: key !== "none",
    keyRequired: key === "required",
    dialect: kind === "openai",
    program,
    acceptance: acceptance !== null,
  };
}

export function addInputOf(form: ProviderForm): AddProvider {
  const fields = fieldsOf(form.kind);
  const filled = (value: string) => (value.trim() === "" ? undefined : value.trim());
  const key = form.keyVariable === null ? { key: filled(form.key) } : { keyVariable: form.keyVariable };
  return {
    kind: form.kind,
    name: filled(form.name),
    ...(fields.base && { base: filled(form.base) }),
    ...(fields.key && key),
    ...(fields.dialect && { dialect: form.dialect }),
    ...(fields.program && { program: filled(form.program) }),
    ...(fields.acceptance && { accepted: form.accepted }),
  };
}
