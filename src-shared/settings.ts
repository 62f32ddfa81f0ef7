import { z } from "zod";
import { budgetScope } from "./budget-scope.ts";
import { codexAddress } from "./codex-address.ts";

/** Every setting with its default. The file holds only what differs from these. */
const shape = {
  gateway: z.strictObject({
    /** Whether the gateway is brought up when the app starts; follows the last start or stop. */
    enabled: z.boolean().default(true),
    /** Address to listen on; beyond this computer only with an API key. */
    host: z.string().min(1).default("127.0.0.1"),
    /** Port of the gateway; 0 is any free one. */
    port: z.int().min(0).max(65535).default(8787),
    /** Port of the console; 0 is any free one. */
    consolePort: z.int().min(0).max(65535).default(8788),
    /** When set, every route but /healthz wants it. */
    apiKey: z.string().min(8).nullable().default(null),
    /** Keys made for one tool each, by name, as `switchyard keys add` writes them: only their hashes. */
    keys: z
      .record(
        z.string().regex(/^[\w.-]{1,64}$/),
        z.strictObject({
          /** SHA-256 of the key, in hexadecimal digits. */
          hash: z.string().regex(/^[0-9a-f]{64}$/),
          /** Models it may ask for; null = all. */
          models: z.array(z.string().min(1)).max(100).nullable().default(null),
          /** Epoch milliseconds; null = never. */
          expiresAt: z.number().nullable().default(null),
        }),
      )
      .default({}),
    /** Browser extensions that may use the gateway without a key, e.g. chrome-extension://abcdefghijklmnop. */
    allowedExtensions: z
      .array(z.string().regex(/^[a-z-]+-extension:\/\/[\w-]+$/))
      .max(50)
      .default([]),
    /** Key of the paid platform API, for embeddings only. */
    platformKey: z.string().min(8).nullable().default(null),
    /** Takes WebSockets; when off, clients that try one are sent to HTTP. */
    websocket: z.boolean().default(true),
    /** Also listens on 127.0.0.1:11434, where tools look for Ollama, unless somebody else does. */
    ollamaPort: z.boolean().default(false),
    /** Largest request body in megabytes, decoded. */
    bodyLimitMb: z.int().min(1).max(1024).default(64),
    /** Minutes that a request waits for the reset when every plan is used up; 0 = none. `x-switchyard-wait` beats it. */
    waitMinutes: z.int().min(0).max(1440).default(0),
  }),
  models: z.strictObject({
    /** Used when a request names no model. */
    default: z.string().min(1).default("gpt-5.5"),
    /**
     * Where none of the three is set, the default model, the context window and the compaction limit are those of Codex's
     * own config.toml.
     */
    followCodex: z.boolean().default(true),
    /** Tokens that clients are told a conversation may have; null = what the model takes. */
    contextWindow: z.number().int().min(1000).nullable().default(null),
    /** Tokens at which clients are told to compact; null = nine tenths of the window. */
    compactAt: z.number().int().min(1000).nullable().default(null),
    /** What an unknown or Anthropic model id becomes. */
    fallback: z.string().min(1).default("gpt-5.5"),
    /** Names that clients use → models, e.g. `claude-opus-5-5` → `gpt-6.1-sol` or `gpt-5.5-high`; `*` is any other. */
    map: z.record(z.string().min(1), z.string().min(1)).default({}),
    /**
     * Model → models that are asked instead, one after the other, when nobody can serve it, e.g. `gpt-5.5` →
     * `claude:sonnet`, `local:qwen3`. Empty: nothing moves to another provider by itself.
     */
    fallbacks: z.record(z.string().min(1), z.array(z.string().min(1)).max(10)).default({}),
    /** Reasoning effort of requests that name none; model = as the model has it. Not for Codex's own protocol. */
    effort: z.enum(["model", "low", "medium", "high", "xhigh", "max"]).default("model"),
    /** The effort above beats the one that a request names. */
    forceEffort: z.boolean().default(false),
    /** Offers the model a web search in chat completions and messages that bring none. */
    webSearch: z.boolean().default(false),
    /** Offers the model to draw in chat completions; a picture is then part of the text, as Markdown. */
    chatImages: z.boolean().default(false),
  }),
  providers: z.strictObject({
    /** Name of the provider that models without a prefix are asked of; null = the ChatGPT accounts. */
    default: z.string().min(1).nullable().default(null),
    /** Processes of programs that serve (Claude Code, agents) at the same time; the longest idle one makes room. */
    agentProcesses: z.number().int().min(1).max(50).default(4),
    /** Minutes after which such a process ends that nobody asked anything. */
    agentIdleMinutes: z.number().int().min(1).max(1440).default(5),
  }),
  codex: z.strictObject({
    /** Codex goes through the gateway whenever the gateway runs. */
    enabled: z.boolean().default(false),
    /** native: Codex's own provider, one history; provider: one of Switchyard's own beside it. */
    mode: z.enum(["native", "provider"]).default("native"),
    /** Codex's homes beside CODEX_HOME or ~/.codex that are switched with it: absolute paths. */
    homes: z.array(z.string().min(1)).max(50).default([]),
    /** Only this profile of Codex goes through the gateway: NAME.config.toml is switched instead of config.toml. */
    profile: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .nullable()
      .default(null),
    /** Codex goes to the Switchyard at this address, on another computer, instead of to the one here. */
    remote: z
      .string()
      .refine((text) => codexAddress(text) !== null, "an http or https address")
      .nullable()
      .default(null),
    /** Key that the other Switchyard wants. */
    remoteKey: z.string().min(1).nullable().default(null),
    /** Model that Codex is given along with the address; null = its own choice stays. */
    model: z.string().min(1).nullable().default(null),
    /** Leave Codex's config.toml as it is when Switchyard ends; otherwise it gets back what it had. */
    keepOnQuit: z.boolean().default(false),
  }),
  routing: z.strictObject({
    /**
     * Which account new conversations go to. sticky: the present one as long as it can serve; fill-first: the most
     * used one; most-remaining: the least used one; soonest-reset: the one whose longest window resets first, so that
     * nothing expires; round-robin: each in turn; order: the first of the list.
     */
    strategy: z
      .enum(["sticky", "fill-first", "most-remaining", "soonest-reset", "round-robin", "order"])
      .default("sticky"),
    /** Id of an account → percent of each of its windows that is left alone while another account has room. */
    reserves: z.record(z.string().min(1), z.int().min(1).max(99)).default({}),
    /** A brake: until then another account is used only when the present one cannot serve. */
    minimumDwellMinutes: z.int().min(0).max(1440).default(10),
    /** Requests under way per account; 0 = no limit. */
    maxPerAccount: z.int().min(0).max(1000).default(0),
    /** Requests under way at all; what comes on top waits in turn. */
    maxConcurrent: z.int().min(1).max(10_000).default(100),
    /** Requests a minute of one conversation, against agents that run in circles; 0 = no limit. */
    maxPerMinute: z.int().min(0).max(10_000).default(0),
    /**
     * What `all`, `project:NAME`, `tool:NAME`, `key:NAME` or `agent:NAME` may use a day or a week, as `switchyard budgets set` writes it. Tokens are
     * those that did not come from the cache.
     */
    budgets: z
      .record(
        z.string().regex(budgetScope),
        z.strictObject({
          tokens: z.int().min(1).nullable().default(null),
          requests: z.int().min(1).nullable().default(null),
          per: z.enum(["day", "week"]),
          /** queue: waits for the next day or week, at most a day. */
          over: z.enum(["refuse", "queue"]).default("refuse"),
        }),
      )
      .default({}),
  }),
  network: z.strictObject({
    /** system: what the operating system says, followed while the app runs. This computer is never proxied. */
    proxy: z.enum(["environment", "none", "system", "custom"]).default("environment"),
    /** http://, https:// or socks5:// address, used with proxy = custom; may carry name:password@. */
    proxyUrl: z.string().nullable().default(null),
    /** Hosts that are reached without a proxy, as in NO_PROXY: names, .names, name:port, with commas between. */
    noProxy: z.string().max(4000).default(""),
    /** PEM file of certificates that are trusted besides the usual ones. */
    caFile: z.string().min(1).nullable().default(null),
    /**
     * Codex version that requests which do not come from Codex are sent as; not set, that of your own Codex once a newer
     * one asked here.
     */
    clientVersion: z
      .string()
      .regex(/^\d+\.\d+\.\d+$/)
      .default("0.169.0"),
  }),
  desktop: z.strictObject({
    /** Light, dark, or as the system has it. */
    theme: z.enum(["system", "light", "dark"]).default("system"),
    /** Of the window; system: as the system has it. */
    language: z.enum(["system", "en", "zh"]).default("system"),
    /** E-mail addresses are shown masked everywhere. */
    maskEmails: z.boolean().default(false),
    /** The app starts hidden when you log in. */
    startAtLogin: z.boolean().default(false),
    /** The three first steps stand on the overview until they are done. */
    firstSteps: z.boolean().default(true),
    /** Percent left of which window stands at the tray icon: of the tightest, or of the one of that length. */
    trayNumber: z.enum(["none", "tightest", "5h", "week"]).default("none"),
    /** A notification of the system when a limit is near. */
    notifyLimit: z.boolean().default(true),
    /** When another account takes over. */
    notifySwitch: z.boolean().default(true),
    /** When an account has to sign in again. */
    notifySignIn: z.boolean().default(true),
    /** When a used-up window is reset. */
    notifyReset: z.boolean().default(false),
    /** When the gateway stops by itself. */
    notifyStopped: z.boolean().default(true),
    /** Seal tokens with the keychain of the operating system where there is one. */
    sealTokens: z.boolean().default(true),
  }),
  updates: z.strictObject({
    /** The desktop app looks for newer versions by itself and fetches them; it never restarts by itself. */
    check: z.boolean().default(true),
  }),
  data: z.strictObject({
    /** Writes finished requests to usage.db; without it there are only the last ones in memory. */
    recordRequests: z.boolean().default(true),
    /** Days that rows of requests are kept. */
    retentionDays: z.int().min(1).max(3660).default(90),
  }),
  log: z.strictObject({
    /** How much the program log says; never content or tokens. */
    level: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
    /** Of requests: summary = a line for each that failed; debug = one for every request, with sizes, times and names of fields. Never content. */
    mode: z.enum(["summary", "debug"]).default("summary"),
  }),
};

type Section = keyof typeof shape;

export type Settings = { [S in Section]: z.infer<(typeof shape)[S]> };

/** Dotted, e.g. `gateway.port`. */
export type SettingKey = {
  [S in Section]: `${S}.${keyof Settings[S] & string}`;
}[Section];

/** A subset of the settings, section by section. */
export type SettingsUpdate = {
  [S in Section]?: { [K in keyof Settings[S]]?: Settings[S][K] | undefined } | undefined;
};

const full = z.strictObject({
  gateway: shape.gateway.prefault({}),
  models: shape.models.prefault({}),
  providers: shape.providers.prefault({}),
  routing: shape.routing.prefault({}),
  codex: shape.codex.prefault({}),
  network: shape.network.prefault({}),
  desktop: shape.desktop.prefault({}),
  updates: shape.updates.prefault({}),
  data: shape.data.prefault({}),
  log: shape.log.prefault({}),
});

// Without defaults: a key that is left out of an update stays as it is.
function withoutDefaults(section: z.ZodObject): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(section.shape).map(([key, value]) => [
        key,
        (value instanceof z.ZodDefault ? (value.unwrap() as z.ZodType) : (value as z.ZodType)).optional(),
      ]),
    ),
  );
}

const partialUpdate = z.strictObject({
  gateway: withoutDefaults(shape.gateway).optional(),
  models: withoutDefaults(shape.models).optional(),
  providers: withoutDefaults(shape.providers).optional(),
  routing: withoutDefaults(shape.routing).optional(),
  codex: withoutDefaults(shape.codex).optional(),
  network: withoutDefaults(shape.network).optional(),
  desktop: withoutDefaults(shape.desktop).optional(),
  updates: withoutDefaults(shape.updates).optional(),
  data: withoutDefaults(shape.data).optional(),
  log: withoutDefaults(shape.log).optional(),
}) as z.ZodType<SettingsUpdate, SettingsUpdate>;

export const settingsSchema = { full, partialUpdate, sections: shape };

export const defaultSettings: Settings = full.parse({});
