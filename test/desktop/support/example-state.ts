import type { AccountView, LiveState } from "../../../src-shared/contract/index.ts";
import { defaultSettings } from "../../../src-shared/settings.ts";

export const noon = new Date(2026, 0, 5, 12, 0).getTime();

/** A signed-in account with the given part of its 5-hour window used; it resets in 2 h 14 min. */
export function exampleAccount(
  id: string,
  usedPercent: number,
  changes: Partial<AccountView> = {},
): AccountView {
  return {
    id,
    kind: "own",
    label: null,
    email: `${id}@example.com`,
    plan: "plus",
    workspaceId: `workspace-${id}`,
    active: false,
    activeReason: null,
    paused: false,
    excludedModels: [],
    proxy: null,
    health: "ok",
    healthUntil: null,
    lastProblem: null,
    tokenExpiresAt: null,
    subscriptionUntil: null,
    limits: {
      windows: [{ minutes: 300, usedPercent, resetsAt: noon + 134 * 60_000, meter: null }],
      readAt: noon,
      source: "headers",
    },
    credits: null,
    spend: null,
    resets: null,
    exportedAt: null,
    addedAt: 0,
    lastUsedAt: null,
    ...changes,
  };
}

/** A running gateway on port 8787 with these accounts. */
export function exampleState(accounts: AccountView[]): LiveState {
  return {
    app: {
      version: "0.0.0",
      platform: "linux",
      dataFolder: "/nowhere",
      tokensSealed: true,
      demo: false,
      can: { quit: true, startAtLogin: true, showFolder: false, openTerminal: false },
    },
    gateway: {
      state: "running",
      host: "127.0.0.1",
      port: 8787,
      baseUrl: "http://127.0.0.1:8787/v1",
      startedAt: noon,
      problem: null,
      activeRequests: 0,
      apiKeyRequired: false,
    },
    accounts,
    signIn: { step: "idle" },
    codex: {
      homes: [],
      profile: null,
      switch: {
        state: "off",
        file: "/nowhere/config.toml",
        mode: null,
        since: null,
        drift: [],
        problem: null,
      },
      proof: null,
      login: { store: "file", file: "/nowhere/auth.json", present: { kind: "none" }, undo: null },
    },
    models: { source: "built-in", fetchedAt: null, models: [], providers: [] },
    updates: { step: "by-hand" },
    settings: { values: defaultSettings, defaults: defaultSettings, origins: {}, keptAside: null },
    today: {
      day: "2026-01-05",
      requests: 0,
      failed: 0,
      withoutUsage: 0,
      tokens: { input: 0, cached: 0, output: 0, reasoning: 0 },
      perHour: Array.from({ length: 24 }, () => 0),
    },
    requests: [],
  };
}
