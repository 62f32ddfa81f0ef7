/** Switchyard's admin API without Switchyard: a state in memory that procedures change as the real ones would. */
import { EventPublisher } from "@orpc/shared";
import { implement, ORPCError } from "@orpc/server";
import {
  contract,
  type LiveEvent,
  type LiveState,
  type RequestRow,
} from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import type { SettingsUpdate } from "../../../src-shared/settings.ts";

export interface Call {
  name: string;
  input: unknown;
}

export interface FakeSwitchyard {
  router: ReturnType<typeof buildRouter>;
  /** Every procedure that was called, in order, except the feed. */
  calls: Call[];
  state: () => LiveState;
  /** Changes parts of the state and tells the feeds. */
  change: (change: Partial<Omit<LiveState, "requests">>, rows?: RequestRow[]) => void;
  /** The named procedure fails from now on. */
  fail: (name: string, problem: Problem) => void;
  /** Holds the feed back, so that the window stays without a first snapshot. */
  holdFeed: () => void;
}

export function createFakeSwitchyard(initial: LiveState): FakeSwitchyard {
  let state = structuredClone(initial);
  let held = false;
  const publisher = new EventPublisher<{ event: LiveEvent }>();
  const calls: Call[] = [];
  const failures = new Map<string, Problem>();

  const change: FakeSwitchyard["change"] = (change, rows = []) => {
    state = { ...state, ...change, requests: [...rows, ...state.requests] };
    publisher.publish("event", { type: "change", change, requestRows: rows });
  };
  const record = (name: string, input?: unknown) => {
    calls.push({ name, input });
    const problem = failures.get(name);
    if (problem !== undefined) throw new ORPCError("CONFLICT", { message: problem.message, data: problem });
  };
  const router = buildRouter({ state: () => state, change, record, publisher, isHeld: () => held });
  return {
    router,
    calls,
    state: () => state,
    change,
    fail: (name, problem) => failures.set(name, problem),
    holdFeed: () => {
      held = true;
    },
  };
}

interface Inside {
  state: () => LiveState;
  change: FakeSwitchyard["change"];
  record: (name: string, input?: unknown) => void;
  publisher: EventPublisher<{ event: LiveEvent }>;
  isHeld: () => boolean;
}

function buildRouter({ state, change, record, publisher, isHeld }: Inside) {
  const os = implement(contract);

  const editAccount = (id: string, edit: Partial<LiveState["accounts"][number]>) => {
    change({
      accounts: state().accounts.map((account) => (account.id === id ? { ...account, ...edit } : account)),
    });
    return state().accounts;
  };
  const setGateway = (edit: Partial<LiveState["gateway"]>) => {
    change({ gateway: { ...state().gateway, ...edit } });
    return state().gateway;
  };
  const setSignIn = (signIn: LiveState["signIn"]) => {
    change({ signIn });
    return signIn;
  };

  return os.router({
    app: {
      info: os.app.info.handler(() => state().app),
      openExternal: os.app.openExternal.handler(({ input }) => record("app.openExternal", input)),
      quit: os.app.quit.handler(() => record("app.quit")),
    },
    gateway: {
      status: os.gateway.status.handler(() => state().gateway),
      start: os.gateway.start.handler(() => {
        record("gateway.start");
        return setGateway({ state: "running", problem: null, startedAt: Date.now() });
      }),
      stop: os.gateway.stop.handler(() => {
        record("gateway.stop");
        return setGateway({ state: "stopped", startedAt: null });
      }),
    },
    accounts: {
      list: os.accounts.list.handler(() => state().accounts),
      use: os.accounts.use.handler(({ input }) => {
        record("accounts.use", input);
        change({
          accounts: state().accounts.map((account) => ({ ...account, active: account.id === input.id })),
        });
        return state().accounts;
      }),
      setPaused: os.accounts.setPaused.handler(({ input }) => {
        record("accounts.setPaused", input);
        return editAccount(input.id, { paused: input.paused, health: input.paused ? "paused" : "ok" });
      }),
      setLabel: os.accounts.setLabel.handler(({ input }) => {
        record("accounts.setLabel", input);
        return editAccount(input.id, { label: input.label });
      }),
      remove: os.accounts.remove.handler(({ input }) => {
        record("accounts.remove", input);
        change({ accounts: state().accounts.filter((account) => account.id !== input.id) });
        return state().accounts;
      }),
      refresh: os.accounts.refresh.handler(({ input }) => {
        record("accounts.refresh", input);
        const account = state().accounts.find((candidate) => candidate.id === input.id);
        if (account === undefined) throw new ORPCError("NOT_FOUND");
        return account;
      }),
      refreshLimits: os.accounts.refreshLimits.handler(({ input }) => {
        record("accounts.refreshLimits", input);
        const account = state().accounts.find((candidate) => candidate.id === input.id);
        if (account === undefined) throw new ORPCError("NOT_FOUND");
        return account;
      }),
      importText: os.accounts.importText.handler(({ input }) => {
        record("accounts.importText", input);
        return { added: ["work@example.com"], renewed: [], skipped: [] };
      }),
    },
    signIn: {
      state: os.signIn.state.handler(() => state().signIn),
      start: os.signIn.start.handler(({ input }) => {
        record("signIn.start", input);
        return setSignIn(
          input.method === "browser"
            ? {
                step: "browser",
                authorizeUrl: "https://auth.openai.com/oauth/authorize?response_type=code&state=example",
                port: 1455,
                startedAt: Date.now(),
              }
            : {
                step: "device",
                userCode: "ABCD-12345",
                verificationUrl: "https://auth.openai.com/codex/device",
                expiresAt: Date.now() + 15 * 60_000,
              },
        );
      }),
      paste: os.signIn.paste.handler(({ input }) => {
        record("signIn.paste", input);
        return setSignIn({ step: "finishing" });
      }),
      cancel: os.signIn.cancel.handler(() => {
        record("signIn.cancel");
        return setSignIn({ step: "idle" });
      }),
    },
    models: {
      list: os.models.list.handler(() => state().models),
      refresh: os.models.refresh.handler(() => {
        record("models.refresh");
        change({ models: { ...state().models, source: "live", fetchedAt: Date.now() } });
        return state().models;
      }),
    },
    requests: { recent: os.requests.recent.handler(() => state().requests) },
    settings: {
      get: os.settings.get.handler(() => state().settings),
      update: os.settings.update.handler(({ input }) => {
        record("settings.update", input);
        change({ settings: withUpdate(state().settings, input) });
        return state().settings;
      }),
      reset: os.settings.reset.handler(({ input }) => {
        record("settings.reset", input);
        return state().settings;
      }),
    },
    live: {
      feed: os.live.feed.handler(async function* ({ signal }) {
        const events = publisher.subscribe("event", signal === undefined ? {} : { signal });
        if (!isHeld()) yield { type: "snapshot" as const, state: state() };
        yield* events;
      }),
    },
  });
}

function withUpdate(view: LiveState["settings"], update: SettingsUpdate): LiveState["settings"] {
  const values: Record<string, Record<string, unknown>> = structuredClone(view.values);
  const origins = { ...view.origins };
  for (const [section, changes] of Object.entries(update)) {
    for (const [key, value] of Object.entries(changes ?? {})) {
      values[section] = { ...values[section], [key]: value };
      origins[`${section}.${key}`] = "settings";
    }
  }
  return { values: values as unknown as LiveState["settings"]["values"], origins };
}
