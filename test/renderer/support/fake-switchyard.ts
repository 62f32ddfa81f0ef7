/** Switchyard's admin API without Switchyard: a state in memory that procedures change as the real ones would. */
import { EventPublisher } from "@orpc/shared";
import { implement, ORPCError } from "@orpc/server";
import {
  contract,
  type CodexMode,
  type CodexPreview,
  type CodexProcess,
  type FoundProvider,
  type LiveEvent,
  type LiveState,
  type ProviderView,
  type RequestRow,
} from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { trialClient } from "../../../src-shared/trial-client.ts";
import type { Settings, SettingsUpdate } from "../../../src-shared/settings.ts";
import { fitsFilter } from "../../../src-shared/requests/fits-filter.ts";
import { appliedLogin, codexPreviews, loginPreview } from "./codex-states.ts";
import { importPreview, importResult } from "./import-states.ts";
import { networkFindings, networkRoute } from "./network-states.ts";
import { createProviders } from "./provider-states.ts";
import { account, request } from "./states.ts";
import { createTools, toolPreview } from "./tool-states.ts";
import { usageReport } from "./usage-states.ts";
import { now } from "./page-clock.ts";

interface Call {
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
  /** The named procedure works again. */
  mend: (name: string) => void;
  /** What `codex.preview` tells for a mode from now on. */
  preview: (preview: CodexPreview) => void;
  /** What it tells for homes beside the main one. */
  previewOthers: (previews: CodexPreview[]) => void;
  /** The providers that are there from now on. */
  provide: (providers: ProviderView[]) => void;
  /** What lies on the computer and could be added. */
  offer: (found: FoundProvider[]) => void;
  /** The Codex programs that run from now on. */
  run: (programs: CodexProcess[]) => void;
  /** What the database holds, newest first; else what the feed tells. */
  keep: (rows: RequestRow[]) => void;
  /** There are prices, in this currency. */
  price: (currency: string) => void;
  /** Holds the feed back, so that the window stays without a first snapshot. */
  holdFeed: () => void;
}

export function createFakeSwitchyard(initial: LiveState): FakeSwitchyard {
  let state = structuredClone(initial);
  let held = false;
  let running: CodexProcess[] = [];
  let history: RequestRow[] | null = null;
  let currency: string | null = null;
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
  const previews = { ...codexPreviews };
  const providers = createProviders();
  let others: CodexPreview[] = [];
  const router = buildRouter({
    state: () => state,
    change,
    record,
    publisher,
    previews,
    otherPreviews: () => others,
    programs: () => running,
    history: () => history,
    currency: () => currency,
    isHeld: () => held,
    providers,
  });
  return {
    preview: (preview) => {
      previews[preview.mode] = preview;
    },
    previewOthers: (given) => {
      others = given;
    },
    provide: providers.set,
    offer: providers.offer,
    run: (programs) => {
      running = programs;
    },
    keep: (rows) => {
      history = rows;
    },
    price: (name) => {
      currency = name;
    },
    router,
    calls,
    state: () => state,
    change,
    fail: (name, problem) => failures.set(name, problem),
    mend: (name) => failures.delete(name),
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
  previews: Record<CodexMode, CodexPreview>;
  otherPreviews: () => CodexPreview[];
  programs: () => CodexProcess[];
  history: () => RequestRow[] | null;
  currency: () => string | null;
  isHeld: () => boolean;
  providers: ReturnType<typeof createProviders>;
}

function buildRouter({
  state,
  change,
  record,
  publisher,
  previews,
  otherPreviews,
  programs,
  isHeld,
  history,
  currency,
  providers,
}: Inside) {
  const os = implement(contract);
  const tools = createTools();

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
  const setCodex = (edit: Partial<LiveState["codex"]["switch"]>) => {
    const { codex, settings } = state();
    const enabled = { codex: { enabled: edit.state === "on" } };
    change({
      codex: { ...codex, switch: { ...codex.switch, ...edit } },
      settings: withUpdate(settings, enabled),
    });
    return state().codex;
  };
  const setHomes = (edit: (homes: string[]) => string[]) => {
    const { settings } = state();
    change({ settings: withUpdate(settings, { codex: { homes: edit(settings.values.codex.homes) } }) });
    return state().codex;
  };
  const setSignIn = (signIn: LiveState["signIn"]) => {
    change({ signIn });
    return signIn;
  };

  return os.router({
    app: {
      info: os.app.info.handler(() => state().app),
      consoleLink: os.app.consoleLink.handler(() => ({ url: "http://127.0.0.1:8788/#code=made-up" })),
      openExternal: os.app.openExternal.handler(({ input }) => record("app.openExternal", input)),
      licenses: os.app.licenses.handler(() => [
        { name: "express", version: "5.3.0", license: "MIT", text: "(The MIT License) …" },
        { name: "react", version: "19.3.1", license: "MIT", text: "MIT License …" },
      ]),
      saveFile: os.app.saveFile.handler(({ input }) => {
        record("app.saveFile", input);
        return `/home/someone/${input.name}`;
      }),
      openWindow: os.app.openWindow.handler(() => record("app.openWindow")),
      closePanel: os.app.closePanel.handler(() => record("app.closePanel")),
      quit: os.app.quit.handler(() => record("app.quit")),
    },
    gateway: {
      status: os.gateway.status.handler(() => state().gateway),
      budgets: os.gateway.budgets.handler(() => []),
      start: os.gateway.start.handler(() => {
        record("gateway.start");
        return setGateway({ state: "running", problem: null, startedAt: now });
      }),
      moveToFreePort: os.gateway.moveToFreePort.handler(() => {
        record("gateway.moveToFreePort");
        const { host } = state().gateway;
        const moved = { port: 8790, baseUrl: `http://${host}:8790/v1` };
        return setGateway({ ...moved, state: "running", problem: null, startedAt: now });
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
      setExcludedModels: os.accounts.setExcludedModels.handler(({ input }) => {
        record("accounts.setExcludedModels", input);
        return editAccount(input.id, { excludedModels: input.models });
      }),
      setProxy: os.accounts.setProxy.handler(({ input }) => {
        record("accounts.setProxy", input);
        return editAccount(input.id, { proxy: input.proxy?.replace(/\/\/.*@/, "//…@") ?? null });
      }),
      reorder: os.accounts.reorder.handler(({ input }) => {
        record("accounts.reorder", input);
        const rank = (id: string) => (input.ids.includes(id) ? input.ids.indexOf(id) : Infinity);
        change({ accounts: state().accounts.toSorted((left, right) => rank(left.id) - rank(right.id)) });
        return state().accounts;
      }),
      link: os.accounts.link.handler(({ input }) => {
        record("accounts.link", input);
        const linked = account("codex-login", { kind: "linked", plan: "pro" });
        change({ accounts: [...state().accounts, linked] });
        return linked;
      }),
      previewImport: os.accounts.previewImport.handler(({ input }) => {
        record("accounts.previewImport", input);
        return importPreview;
      }),
      importFiles: os.accounts.importFiles.handler(({ input }) => {
        record("accounts.importFiles", input);
        return importResult;
      }),
      export: os.accounts.export.handler(({ input }) => {
        record("accounts.export", input);
        for (const id of input.ids) editAccount(id, { exportedAt: now });
        return { fileName: "switchyard-accounts.json", text: "{}", exported: input.ids, skipped: [] };
      }),
      exportToFile: os.accounts.exportToFile.handler(({ input }) => {
        record("accounts.exportToFile", input);
        return { path: "/home/someone/switchyard-accounts.json", exported: input.ids, skipped: [] };
      }),
      spendReset: os.accounts.spendReset.handler(({ input }) => {
        record("accounts.spendReset", input);
        const before = state().accounts.find(({ id }) => id === input.id);
        if (before === undefined) throw new ORPCError("NOT_FOUND");
        const resets = before.resets && { ...before.resets, available: before.resets.available - 1 };
        editAccount(input.id, { resets });
        return { outcome: "reset" as const, account: { ...before, resets } };
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
                startedAt: now,
              }
            : {
                step: "device",
                userCode: "ABCD-12345",
                verificationUrl: "https://auth.openai.com/codex/device",
                expiresAt: now + 15 * 60_000,
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
    codex: {
      status: os.codex.status.handler(() => state().codex),
      processes: os.codex.processes.handler(() => programs()),
      findHomes: os.codex.findHomes.handler(() => []),
      addHome: os.codex.addHome.handler(({ input }) => {
        record("codex.addHome", input);
        return setHomes((homes) => [...homes, input.folder]);
      }),
      removeHome: os.codex.removeHome.handler(({ input }) => {
        record("codex.removeHome", input);
        return setHomes((homes) => homes.filter((folder) => folder !== input.folder));
      }),
      previewLogin: os.codex.previewLogin.handler(({ input }) => {
        record("codex.previewLogin", input);
        return loginPreview;
      }),
      applyLogin: os.codex.applyLogin.handler(({ input }) => {
        record("codex.applyLogin", input);
        editAccount(input.id, { kind: "linked" });
        change({ codex: { ...state().codex, login: appliedLogin } });
        return state().codex;
      }),
      undoLogin: os.codex.undoLogin.handler(() => {
        record("codex.undoLogin");
        change({ codex: { ...state().codex, login: { ...appliedLogin, undo: null } } });
        return state().codex;
      }),
      restartApp: os.codex.restartApp.handler(() => record("codex.restartApp")),
      openTerminal: os.codex.openTerminal.handler(() => record("codex.openTerminal")),
      preview: os.codex.preview.handler(({ input }) => {
        record("codex.preview", input);
        return [previews[input.mode], ...otherPreviews()];
      }),
      on: os.codex.on.handler(({ input }) => {
        record("codex.on", input);
        return setCodex({ state: "on", mode: input.mode, drift: [], problem: null });
      }),
      off: os.codex.off.handler(() => {
        record("codex.off");
        const foreign = state().codex.switch.drift;
        return { view: setCodex({ state: "off", mode: null, drift: [], problem: null }), foreign };
      }),
    },
    tools: {
      list: os.tools.list.handler(() => tools.list()),
      preview: os.tools.preview.handler(({ input }) => {
        record("tools.preview", input);
        return toolPreview(input.id);
      }),
      on: os.tools.on.handler(({ input }) => {
        record("tools.on", input);
        return tools.set(input.id, "on");
      }),
      off: os.tools.off.handler(({ input }) => {
        record("tools.off", input);
        const drifted = tools.list().some(({ id, state }) => id === input.id && state === "drift");
        return { tools: tools.set(input.id, "off"), foreign: drifted ? ["env.ANTHROPIC_MODEL"] : [] };
      }),
    },
    models: {
      list: os.models.list.handler(() => state().models),
      refresh: os.models.refresh.handler(() => {
        record("models.refresh");
        change({ models: { ...state().models, source: "live", fetchedAt: now } });
        return state().models;
      }),
    },
    providers: {
      list: os.providers.list.handler(() => providers.list()),
      add: os.providers.add.handler(({ input }) => {
        record("providers.add", input);
        return providers.add(input);
      }),
      change: os.providers.change.handler(({ input }) => {
        record("providers.change", input);
        return providers.accept(input.name);
      }),
      kinds: os.providers.kinds.handler(() => providers.kinds()),
      pause: os.providers.pause.handler(({ input }) => {
        record("providers.pause", input);
        return providers.pause(input.name, true);
      }),
      resume: os.providers.resume.handler(({ input }) => {
        record("providers.resume", input);
        return providers.pause(input.name, false);
      }),
      remove: os.providers.remove.handler(({ input }) => {
        record("providers.remove", input);
        return providers.remove(input.name);
      }),
      check: os.providers.check.handler(({ input }) => {
        record("providers.check", input);
        return [{ slotId: "one", problem: null }];
      }),
      models: os.providers.models.handler(() => nowhere()),
      found: os.providers.found.handler(() => providers.found()),
    },
    network: {
      addresses: os.network.addresses.handler(() => ["192.168.1.20", "fd00::20"]),
      route: os.network.route.handler(() => networkRoute(state().settings.values.network)),
      test: os.network.test.handler(() => {
        record("network.test");
        return networkFindings;
      }),
    },
    updates: {
      check: os.updates.check.handler(() => {
        record("updates.check");
        change({ updates: { step: "current", checkedAt: now } });
        return state().updates;
      }),
      install: os.updates.install.handler(() => record("updates.install")),
    },
    trial: {
      run: os.trial.run.handler(async function* ({ input }) {
        record("trial.run", { ...input, image: input.image === null ? null : "…" });
        const row = request(1, {
          startedAt: now,
          endpoint: "/v1/responses",
          client: { name: trialClient, version: "0.1.0" },
        });
        for (const text of ["Hello ", "from the ", "fake gateway."]) yield { type: "text" as const, text };
        change({}, [row]);
        yield { type: "end" as const, problem: null, row };
      }),
    },
    data: {
      showFolder: os.data.showFolder.handler(() => record("data.showFolder")),
      setAside: os.data.setAside.handler(() => []),
      settings: os.data.settings.handler(() => {
        record("data.settings");
        return '{ "models": { "default": "gpt-5.4" } }';
      }),
      wipe: os.data.wipe.handler(({ input }) => record("data.wipe", input)),
    },
    usage: {
      report: os.usage.report.handler(({ input }) => {
        record("usage.report", input);
        return usageReport(input, state(), currency());
      }),
    },
    requests: {
      recent: os.requests.recent.handler(() => state().requests),
      page: os.requests.page.handler(({ input: { before, limit, ...filter } }) => {
        record("requests.page", { ...filter, limit });
        const found = (history() ?? state().requests).filter(
          (row) => row.outcome !== "running" && fitsFilter(row, filter),
        );
        const from = before ? found.findIndex(({ id }) => id === before.id) + 1 : 0;
        const rows = found.slice(from, from + limit);
        const last = rows.at(-1);
        const more = last !== undefined && from + limit < found.length;
        return { rows, next: more ? { startedAt: last.startedAt, id: last.id } : null };
      }),
    },
    settings: {
      get: os.settings.get.handler(() => state().settings),
      update: os.settings.update.handler(({ input }) => {
        record("settings.update", input);
        change({ settings: withUpdate(state().settings, input) });
        return state().settings;
      }),
      reset: os.settings.reset.handler(({ input }) => {
        record("settings.reset", input);
        const { settings } = state();
        const [section, key] = (input.key ?? "").split(".") as [keyof Settings, string];
        if (input.key === undefined)
          change({ settings: { ...settings, values: settings.defaults, origins: {} } });
        else
          change({
            settings: withUpdate(settings, {
              [section]: { [key]: settings.defaults[section][key as never] },
            }),
          });
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
      const shipped = (view.defaults as unknown as typeof values)[section]?.[key];
      origins[`${section}.${key}`] =
        JSON.stringify(value) === JSON.stringify(shipped) ? "default" : "settings";
    }
  }
  return { ...view, values: values as unknown as LiveState["settings"]["values"], origins };
}

function nowhere(): never {
  throw new Error("This window has no providers.");
}
