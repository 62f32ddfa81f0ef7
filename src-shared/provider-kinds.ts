/** The kinds of providers that may serve beside the ChatGPT accounts, and what is always the same of each. */

/** Who pays: the vendor's bill for a key, a plan, nobody (this computer), or whoever the linked settings belong to. */
export type Billing = "key" | "plan" | "local" | "linked";

export interface KindFacts {
  /** As people know it. */
  title: string;
  /** The name that a first one is given. */
  defaultName: string;
  billing: Billing;
  /** required: it cannot serve without; optional: an endpoint of its own may want none; none: it has its own login. */
  key: "required" | "optional" | "none";
  /** It is a program on this computer. */
  program: boolean;
  /** What the person has to accept once before it serves; null: nothing. */
  acceptance: string | null;
  /** Only one of them can be there. */
  single: boolean;
}

const agentTerms =
  "This runs the program on this computer under your own login and counts against your plan. It is for your own work; giving others access to your plan is forbidden.";

export const kindFacts = {
  anthropic: {
    title: "Anthropic Messages",
    defaultName: "anthropic",
    billing: "key",
    key: "required",
    program: false,
    acceptance: null,
    single: false,
  },
  "claude-settings": {
    title: "The endpoint of your Claude Code settings",
    defaultName: "claude-settings",
    billing: "linked",
    key: "none",
    program: false,
    acceptance: null,
    single: true,
  },
  openai: {
    title: "OpenAI and compatible",
    defaultName: "openai",
    billing: "key",
    key: "optional",
    program: false,
    acceptance: null,
    single: false,
  },
  gemini: {
    title: "Gemini API",
    defaultName: "gemini",
    billing: "key",
    key: "required",
    program: false,
    acceptance: null,
    single: false,
  },
  "claude-code": {
    title: "Claude Code program",
    defaultName: "claude",
    billing: "plan",
    key: "none",
    program: true,
    acceptance:
      "This runs your own, unmodified Claude Code on this computer, under your own login, and counts against your plan. As far as Anthropic has said, that is allowed for your own work; whether another program may sit in between is unsettled. Never use it to serve other people.",
    single: true,
  },
  acp: {
    title: "Agent program (ACP)",
    defaultName: "agent",
    billing: "plan",
    key: "none",
    program: true,
    acceptance: agentTerms,
    single: false,
  },
  "codex-cli": {
    title: "Codex program",
    defaultName: "codex-cli",
    billing: "plan",
    key: "none",
    program: true,
    acceptance: null,
    single: true,
  },
} as const satisfies Record<string, KindFacts>;

export type ProviderKind = keyof typeof kindFacts;

export const providerKinds = Object.keys(kindFacts) as [ProviderKind, ...ProviderKind[]];

export function isProviderKind(name: string): name is ProviderKind {
  return Object.hasOwn(kindFacts, name);
}

/** How a key is sent: in the vendor's own header, as a bearer token, or not at all. */
export type KeyHeader = "key" | "bearer" | "none";

/** Which of OpenAI's two APIs an endpoint is spoken to in. */
export type Dialect = "chat" | "responses";

/** What a preset fills in where the person says nothing else. */
export interface ProviderPreset {
  about: string;
  kind: ProviderKind;
  name: string;
  base?: string;
  dialect?: Dialect;
  program?: string;
}

export const providerPresets: Readonly<Record<string, ProviderPreset>> = {
  "anthropic-key": {
    about: "Claude with a key of the Anthropic Console.",
    kind: "anthropic",
    name: "anthropic",
  },
  "openai-key": {
    about: "GPT with a key of the OpenAI platform.",
    kind: "openai",
    name: "openai",
    dialect: "responses",
  },
  openrouter: {
    about: "Many makers' models with a key of OpenRouter.",
    kind: "openai",
    name: "openrouter",
    base: "https://openrouter.ai/api",
  },
  gemini: { about: "Gemini with a key of Google AI Studio.", kind: "gemini", name: "gemini" },
  "local-models": {
    about: "Models that Ollama runs on this computer.",
    kind: "openai",
    name: "local",
    base: "http://127.0.0.1:11434",
  },
  "lm-studio": {
    about: "Models that LM Studio runs on this computer.",
    kind: "openai",
    name: "lm-studio",
    base: "http://127.0.0.1:1234",
  },
  "claude-code": {
    about: "The Claude Code program with your own login.",
    kind: "claude-code",
    name: "claude",
  },
  cursor: {
    about: "The Cursor program with your own login.",
    kind: "acp",
    name: "cursor",
    program: "cursor-agent",
  },
  "gemini-program": {
    about: "Gemini CLI with a key or a company's licence.",
    kind: "acp",
    name: "gemini-program",
    program: "gemini",
  },
  copilot: {
    about: "The GitHub Copilot program with your own login.",
    kind: "acp",
    name: "copilot",
    program: "copilot",
  },
  opencode: {
    about: "The OpenCode program, as you have set it up.",
    kind: "acp",
    name: "opencode",
    program: "opencode",
  },
  qwen: {
    about: "The Qwen Code program, as you have set it up.",
    kind: "acp",
    name: "qwen",
    program: "qwen",
  },
  kimi: { about: "The Kimi program with your own login.", kind: "acp", name: "kimi", program: "kimi" },
  goose: { about: "The Goose program, as you have set it up.", kind: "acp", name: "goose", program: "goose" },
};

/** What is not built, by the names that people try, and why. */
const refusedKinds: Readonly<Record<string, string>> = {
  "claude-oauth":
    "Anthropic lets only its own programs use the login of a Claude subscription; it bills or blocks others, and accounts were suspended.",
  "gemini-cli":
    "Google forbids other software to use Gemini CLI's Google login; accounts were suspended, and it is shut for private accounts since June 2026.",
  antigravity: "Antigravity's terms forbid use together with other makers' software.",
  cloak: "Switchyard never disguises its requests as another program's.",
};

/** Other names under which the same is tried. */
const refusedAliases: Readonly<Record<string, string>> = {
  "claude-subscription": "claude-oauth",
  "claude-token": "claude-oauth",
  "setup-token": "claude-oauth",
  "gemini-oauth": "gemini-cli",
  "cloud-code": "gemini-cli",
  cloudcode: "gemini-cli",
  agy: "antigravity",
};

/** What to do instead. */
const instead: Readonly<Record<string, string>> = {
  "claude-oauth": "Use a key of the Anthropic Console (`anthropic`).",
  "gemini-cli": "Use a key of Google AI Studio (`gemini`).",
  antigravity: "Use a key of Google AI Studio (`gemini`).",
  cloak: "Use a key.",
};

/** Why a kind is refused, and what to do instead; null for one that is not. */
export function refusalOf(kind: string): { reason: string; advice: string } | null {
  const name = refusedAliases[kind] ?? kind;
  const reason = Object.hasOwn(refusedKinds, name) ? refusedKinds[name] : undefined;
  return reason === undefined ? null : { reason, advice: instead[name] ?? "" };
}

/** Names that mean something else: the accounts, and vendors' words before a slash. */
const takenNames = new Set(["codex", "switchyard"]);

const nameForm = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

/** What is wrong with a provider's name; null: nothing. Efforts and `latest` end a model's name elsewhere. */
export function wrongName(name: string): string | null {
  if (!nameForm.test(name))
    return "A provider's name has lower-case letters, digits and hyphens, at most 32 of them.";
  return takenNames.has(name) ? `'${name}' is the name of the ChatGPT accounts.` : null;
}

/** Where a provider runs decides who pays, whatever its kind: an endpoint on this computer costs nothing. */
export function billingOf(kind: ProviderKind, base: string | null): Billing {
  const { billing } = kindFacts[kind];
  if (billing !== "key" || base === null) return billing;
  return /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/.test(base) ? "local" : billing;
}

/** Variables of the environment that hold a key, and what it is for. */
export const keyVariables = {
  ANTHROPIC_API_KEY: "anthropic-key",
  OPENAI_API_KEY: "openai-key",
  OPENROUTER_API_KEY: "openrouter",
  GEMINI_API_KEY: "gemini",
} as const;
