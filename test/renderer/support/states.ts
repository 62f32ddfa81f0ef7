/** Scripted states of Switchyard. Every account in them is made up. */
import type {
  AccountView,
  Attempt,
  LiveState,
  ModelView,
  RequestRow,
} from "../../../src-shared/contract/index.ts";
import { defaultSettings } from "../../../src-shared/settings.ts";
import { codexOff } from "./codex-states.ts";
import { now } from "./page-clock.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function account(id: string, edit: Partial<AccountView> = {}): AccountView {
  return {
    id,
    kind: "own",
    label: null,
    email: `${id}@example.com`,
    plan: "plus",
    workspaceId: `workspace-${id}`,
    active: false,
    activeReason:
      edit.active === true
        ? { code: "chosen", message: "It was chosen by hand.", since: now - 2 * hour }
        : null,
    paused: false,
    excludedModels: [],
    proxy: null,
    health: "ok",
    healthUntil: null,
    lastProblem: null,
    tokenExpiresAt: now + 5 * day,
    subscriptionUntil: now + 20 * day,
    limits: windows([42, 2.2 * hour], [29, 4 * day]),
    credits: null,
    spend: null,
    resets: null,
    exportedAt: null,
    addedAt: now - 30 * day,
    lastUsedAt: now - 3 * minute,
    ...edit,
  };
}

/** Five hours and a week, each as percent used and milliseconds to the reset. */
export function windows(short: [number, number], long: [number, number], age = 20_000) {
  return {
    windows: [
      { minutes: 300, usedPercent: short[0], resetsAt: now + short[1], meter: null },
      { minutes: 10_080, usedPercent: long[0], resetsAt: now + long[1], meter: null },
    ],
    readAt: now - age,
    source: "headers" as const,
  };
}

/** Every health an account can have, with the limits that go with it. */
export function mixedAccounts(): AccountView[] {
  const problem = (
    code: "network" | "sign_in_needed" | "accounts_sealed",
    message: string,
    advice: string,
  ) => ({
    code,
    message,
    advice,
    at: now - 4 * minute,
  });
  return [
    account("work", {
      label: "Work",
      active: true,
      plan: "pro",
      limits: windows([61, 2.4 * hour], [29, 4 * day]),
    }),
    account("private", {
      limits: windows([70, 1 * hour], [44, 2 * day]),
      credits: {
        hasCredits: true,
        unlimited: false,
        balance: "12.5",
        readAt: now - 20_000,
        source: "headers",
      },
      resets: { available: 2, expiresAt: [now + 6 * day, now + 20 * day], readAt: now - 2 * hour },
      exportedAt: now - 3 * day,
      excludedModels: ["gpt-5.4-mini", "gpt-5.3-codex-spark"],
    }),
    account("studio", {
      label: "Studio",
      plan: "team",
      spend: {
        reached: true,
        limit: 50,
        used: 50,
        remainingPercent: 0,
        resetsAt: now + 10 * day,
        readAt: now - 4 * minute,
      },
      resets: { available: 0, expiresAt: [], readAt: now - 4 * minute },
      health: "limited",
      healthUntil: now + 1.3 * hour,
      limits: windows([100, 1.3 * hour], [96, 1.5 * day]),
    }),
    account("old-login", {
      health: "sign-in-needed",
      lastProblem: problem("sign_in_needed", "OpenAI no longer accepts this login.", "Sign in again."),
      limits: windows([12, 3 * hour], [8, 5 * day], 26 * hour),
      subscriptionUntil: null,
    }),
    account("travel", {
      label: "Travel",
      health: "trouble",
      healthUntil: now + 2 * minute,
      lastProblem: problem(
        "network",
        "The connection to chatgpt.com was reset.",
        "Check the network or the proxy.",
      ),
      limits: windows([33, 4.2 * hour], [12, 6 * day], 50 * minute),
    }),
    account("server", {
      health: "sealed",
      email: null,
      label: "Server",
      plan: null,
      lastProblem: problem(
        "accounts_sealed",
        "This login was sealed by another keychain.",
        "Unlock it, or sign in again.",
      ),
      limits: null,
      subscriptionUntil: null,
    }),
    account("spare", {
      health: "paused",
      paused: true,
      limits: windows([0, 5 * hour], [0, 7 * day]),
      lastUsedAt: null,
    }),
    account("fresh", {
      kind: "linked",
      limits: null,
      lastUsedAt: null,
      plan: "free",
      subscriptionUntil: null,
    }),
  ];
}

/** One e-mail in two workspaces, one of them with a model that is metered by itself. */
export function twinAccounts(): AccountView[] {
  const email = "robin@example.com";
  const limits = windows([42, 2.2 * hour], [29, 4 * day]);
  const spark = {
    minutes: 300,
    usedPercent: 3,
    resetsAt: now + 3.5 * hour,
    meter: "GPT-5.3-Codex-Spark",
  };
  return [
    account("one", { email, active: true }),
    account("two", { email, plan: "pro", limits: { ...limits, windows: [spark, ...limits.windows] } }),
  ];
}

export function manyAccounts(count: number): AccountView[] {
  return Array.from({ length: count }, (_, index) =>
    account(`account-${index + 1}`, {
      label: index % 3 === 0 ? `Team ${index + 1}` : null,
      active: index === 0,
      limits: windows(
        [(index * 17) % 100, (1 + (index % 4)) * hour],
        [(index * 11) % 90, (1 + (index % 6)) * day],
      ),
    }),
  );
}

function attempt(accountId: string, ago: number, edit: Partial<Attempt> = {}): Attempt {
  return {
    provider: "codex",
    accountId,
    startedAt: now - ago,
    outcome: "ok",
    kind: null,
    status: 200,
    upstreamId: null,
    tokens: null,
    timing: { connected: 2, firstByte: 416, firstOutput: 876, total: 1800 },
    ...edit,
  };
}

function timing(edit: Partial<RequestRow["timing"]>): RequestRow["timing"] {
  const none = { prepared: 2, sent: null, connected: 6, firstByte: null, firstOutput: null, total: null };
  return { ...none, queued: null, auth: 1, own: 3, ...edit };
}

export function request(index: number, edit: Partial<RequestRow> = {}): RequestRow {
  const clients = ["codex_cli", "claude-code", "opencode", "python-openai", "curl"];
  const protocols = ["codex", "anthropic", "openai", "openai", "openai"] as const;
  const endpoints = [
    "/codex/v1/responses",
    "/v1/messages",
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/chat/completions",
  ];
  const kind = index % clients.length;
  const total = 1800 + ((index * 2731) % 38_000);
  return {
    id: `req_${String(index).padStart(6, "0")}`,
    startedAt: now - index * 97_000 - 12_000,
    endpoint: endpoints[kind] ?? "",
    protocol: protocols[kind] ?? "openai",
    client: { name: clients[kind] ?? "", version: "0.169.0" },
    project: index % 3 === 2 ? null : "shop",
    conversation: `Qm9k${String(index % 7).padStart(8, "x")}`,
    agent: kind === 1 ? "review" : null,
    parentAgent: null,
    stream: true,
    modelAsked: null,
    modelServed: null,
    imageRoute: null,
    model: index % 4 === 3 ? "gpt-5.4-mini" : "gpt-5.5",
    provider: "codex",
    accountId: "work",
    outcome: "ok",
    status: 200,
    problem: null,
    attempts: 1,
    tries: [attempt("work", index * 97_000 + 11_996, { upstreamId: `up_${index}` })],
    notes: [],
    dropped: kind === 2 ? ["temperature", "max_tokens"] : [],
    translated: kind === 2 ? ["stop"] : [],
    attachments: [],
    bytes: { in: 48_211, out: 9_120 },
    tokens: {
      input: 18_000 + index * 410,
      cached: 15_000 + index * 300,
      output: 640 + index * 12,
      reasoning: 210,
    },
    timing: timing({ sent: 4, firstByte: 420, firstOutput: 880, total }),
    ...edit,
  };
}

export function someRequests(count: number): RequestRow[] {
  const limit = {
    code: "usage_limit_reached",
    message: "The 5-hour limit of this account is used up.",
    advice: "It resets in 1 h 18 min. Another account can be used until then.",
  } as const;
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) {
      return request(0, {
        outcome: "running",
        status: null,
        tokens: null,
        timing: timing({ sent: 3, firstByte: 380 }),
      });
    }
    if (index === 3) {
      return request(3, {
        outcome: "failed",
        status: 429,
        problem: limit,
        tokens: null,
        accountId: "studio",
        attempts: 2,
        tries: [
          attempt("work", 303_000, { outcome: "failed", kind: "overloaded", status: 503 }),
          attempt("studio", 301_000, { outcome: "failed", kind: "usage-limit", status: 429 }),
        ],
        notes: ["waited-in-queue", "account-changed", "reasoning-stripped"],
        timing: timing({ sent: 1640, firstByte: 2100, total: 2104, queued: 1600 }),
      });
    }
    if (index === 5) return request(5, { outcome: "cancelled", status: 499, tokens: null });
    return request(index);
  });
}

function model(id: string, edit: Partial<ModelView> = {}): ModelView {
  return {
    id,
    displayName: id,
    contextWindow: 272_000,
    maxContextWindow: 272_000,
    efforts: ["low", "medium", "high", "xhigh"],
    defaultEffort: "medium",
    tiers: ["priority"],
    inputs: ["text", "image"],
    listed: true,
    ...edit,
  };
}

const catalog: ModelView[] = [
  model("gpt-5.5"),
  model("gpt-5.4", { efforts: ["none", "low", "medium", "high"] }),
  model("gpt-5.4-mini", { tiers: [], efforts: ["low", "medium", "high"] }),
  model("gpt-5.3-codex-spark", {
    contextWindow: 128_000,
    inputs: ["text"],
    tiers: [],
    defaultEffort: "high",
  }),
  model("codex-auto-review", {
    listed: false,
    tiers: [],
    efforts: [],
    defaultEffort: null,
    contextWindow: null,
  }),
];

/** An ordinary working day: running, some accounts, some requests. */
export function running(edit: Partial<LiveState> = {}): LiveState {
  const thisHour = new Date(now).getHours();
  const perHour = Array.from({ length: 24 }, (_, index) =>
    index > thisHour || index < 6 ? 0 : [4, 12, 9, 23, 31, 41, 28, 17, 6, 11][index % 10]!,
  );
  return {
    app: {
      version: "0.1.0",
      platform: "linux",
      dataFolder: "/home/someone/.config/Switchyard",
      tokensSealed: true,
      demo: false,
      can: { quit: true, startAtLogin: true, showFolder: true, openTerminal: true },
    },
    gateway: {
      state: "running",
      host: "127.0.0.1",
      port: 8787,
      baseUrl: "http://127.0.0.1:8787/v1",
      startedAt: now - 3 * hour,
      problem: null,
      activeRequests: 1,
      apiKeyRequired: false,
    },
    accounts: mixedAccounts(),
    signIn: { step: "idle" },
    codex: codexOff,
    models: { source: "live", fetchedAt: now - 2 * hour, models: catalog, providers: [] },
    updates: { step: "current", checkedAt: now - 2 * hour },
    settings: {
      values: structuredClone(defaultSettings),
      defaults: defaultSettings,
      origins: {},
      keptAside: null,
    },
    today: {
      day: "2026-11-20",
      requests: 412,
      failed: 2,
      withoutUsage: 3,
      tokens: { input: 3_050_000, cached: 2_500_000, output: 61_000, reasoning: 22_000 },
      perHour,
    },
    requests: someRequests(40),
    ...edit,
  };
}

/** Just installed. */
export function empty(): LiveState {
  return running({
    accounts: [],
    requests: [],
    today: {
      day: "2026-11-20",
      requests: 0,
      failed: 0,
      withoutUsage: 0,
      tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
      perHour: Array.from({ length: 24 }, () => 0),
    },
    gateway: { ...running().gateway, activeRequests: 0 },
    models: { source: "built-in", fetchedAt: null, models: catalog, providers: [] },
  });
}

export function stopped(): LiveState {
  return running({ gateway: { ...running().gateway, state: "stopped", startedAt: null, activeRequests: 0 } });
}

export function failed(): LiveState {
  return running({
    gateway: {
      ...running().gateway,
      state: "failed",
      startedAt: null,
      activeRequests: 0,
      problem: {
        code: "port_in_use",
        message: "Port 8787 is taken by another program (ollama, process 4711).",
        advice: "Quit that program, or move Switchyard to another port.",
      },
    },
  });
}

/** Several settings come from the environment or the person, the gateway still runs on its old port. */
export function configured(): LiveState {
  const values = structuredClone(defaultSettings);
  values.gateway.port = 9000;
  values.gateway.apiKey = "sy-not-a-real-key-0000000000";
  values.models.default = "gpt-5.4";
  values.network.proxy = "custom";
  values.network.proxyUrl = "http://127.0.0.1:3128";
  return running({
    settings: {
      values,
      defaults: defaultSettings,
      origins: {
        "gateway.port": "settings",
        "gateway.apiKey": "settings",
        "models.default": "environment",
        "network.proxy": "settings",
        "network.proxyUrl": "settings",
      },
      keptAside: null,
    },
  });
}

export function withDesktop(
  state: LiveState,
  desktop: Partial<LiveState["settings"]["values"]["desktop"]>,
): LiveState {
  const { values } = state.settings;
  return {
    ...state,
    settings: { ...state.settings, values: { ...values, desktop: { ...values.desktop, ...desktop } } },
  };
}
