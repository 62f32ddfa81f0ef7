/** The contract's implementation: every procedure is one call, failures become declared problems. */
import { implement, ORPCError } from "@orpc/server";
import { contract } from "../../src-shared/contract/index.ts";
import type { ProviderKind } from "../../src-shared/provider-kinds.ts";
import type { CodexLoginPreview, CodexMode, CodexView, FoundHome } from "../../src-shared/contract/codex.ts";
import type { AppInfo, PackageLicense } from "../../src-shared/contract/app.ts";
import type {
  AccountsExport,
  AccountView,
  ExportedBy,
  ImportFile,
  ImportPreview,
  ImportResult,
  ResetOutcome,
} from "../../src-shared/contract/accounts.ts";
import type { WipeChoice } from "../../src-shared/contract/data.ts";
import type { BudgetView, GatewayStatus } from "../../src-shared/contract/gateway.ts";
import type { CatalogView, ProviderModels } from "../../src-shared/contract/models.ts";
import type {
  AddProvider,
  ChangeProvider,
  FoundProvider,
  ProviderView,
  SlotCheck,
} from "../../src-shared/contract/providers.ts";
import type { TrialEvent, TrialInput } from "../../src-shared/contract/trial.ts";
import type { NetworkFinding, NetworkRoute } from "../../src-shared/contract/network.ts";
import type { SignIn } from "../accounts/login/sign-in.ts";
import type { AccountStore } from "../accounts/account-store.ts";
import { restartCodexApp } from "../codex-config/codex-app.ts";
import { listCodexProcesses } from "../codex-config/codex-processes.ts";
import type { HomeSwitches } from "../codex-config/home-switches.ts";
import type { RequestLog } from "../logs/request-log.ts";
import type { Logger } from "../logs/logger.ts";
import { newRequestId } from "../platform/request-id.ts";
import { AppError, problemOf } from "../platform/app-error.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { ToolSetup } from "../tool-setup/tool-setup.ts";
import type { UsageRecorder } from "../usage/usage-recorder.ts";
import type { DesktopActions } from "../use-cases/desktop-actions.ts";
import type { LiveFeed } from "./live-feed.ts";

interface NamedSlot {
  name: string;
  slot?: string | undefined;
}

export interface AdminServices {
  info: () => AppInfo;
  gateway: {
    status: () => GatewayStatus;
    start: () => Promise<GatewayStatus>;
    stop: () => Promise<GatewayStatus>;
    moveToFreePort: () => Promise<GatewayStatus>;
    budgets: () => BudgetView[];
  };
  store: Pick<AccountStore, "setPaused" | "setLabel" | "setExcludedModels" | "reorder">;
  signIn: SignIn;
  codex: {
    homes: Pick<HomeSwitches, "look" | "previews">;
    /** Resolves when Codex's settings are written. */
    turnOn: (mode: CodexMode) => Promise<void>;
    /** Resolves with the keys that others changed meanwhile. */
    turnOff: () => Promise<string[]>;
    find: () => Promise<FoundHome[]>;
    setHomes: (change: (homes: string[]) => string[]) => Promise<void>;
    login: { look: () => Promise<void> };
    view: () => CodexView;
    previewLogin: (id: string) => Promise<CodexLoginPreview>;
    applyLogin: (id: string) => Promise<void>;
    undoLogin: () => Promise<void>;
    openTerminal: () => void;
  };
  tools: ToolSetup;
  models: { list: () => CatalogView; refresh: () => Promise<CatalogView> };
  providers: {
    list: () => ProviderView[];
    add: (given: AddProvider) => Promise<ProviderView>;
    change: (given: ChangeProvider) => Promise<ProviderView>;
    pause: (named: NamedSlot) => Promise<ProviderView[]>;
    resume: (named: NamedSlot) => Promise<ProviderView[]>;
    remove: (named: NamedSlot) => Promise<ProviderView[]>;
    check: (name: string) => Promise<SlotCheck[]>;
    models: (name: string) => Promise<ProviderModels>;
    found: () => Promise<FoundProvider[]>;
    kinds: () => ProviderKind[];
  };
  log: RequestLog;
  usage: Pick<UsageRecorder, "report" | "page">;
  settings: SettingsStore;
  live: LiveFeed;
  logger: Pick<Logger, "error">;
  accounts: {
    list: () => AccountView[];
    /** Requests go to this account from now on. */
    use: (id: string) => Promise<void>;
    remove: (id: string) => Promise<void>;
    /** Renews the token and reads the limits. */
    refresh: (id: string) => Promise<void>;
    refreshLimits: (id: string) => Promise<void>;
    previewImport: (files: readonly ImportFile[]) => ImportPreview;
    importFiles: (input: {
      files: readonly ImportFile[];
      fingerprint?: string | undefined;
    }) => Promise<ImportResult>;
    /** What is handed out is on record before. */
    export: (ids: readonly string[], by: ExportedBy) => Promise<AccountsExport>;
    /** Into a file the person chooses. Throws AppError where there is no desktop to ask them. */
    exportToFile: (
      ids: readonly string[],
    ) => Promise<Pick<AccountsExport, "exported" | "skipped"> & { path: string | null }>;
    setProxy: (id: string, proxy: string | null) => Promise<void>;
    spendReset: (id: string) => Promise<ResetOutcome>;
    /** Resolves with the account's id. */
    link: (codexHome: string | undefined) => Promise<string>;
    require: (id: string) => void;
  };
  network: {
    addresses: () => string[];
    route: (accountId: string | undefined) => Promise<NetworkRoute>;
    test: (accountId: string | undefined, signal: AbortSignal) => Promise<NetworkFinding[]>;
  };
  trial: (input: TrialInput, signal: AbortSignal) => AsyncGenerator<TrialEvent, void>;
  data: {
    showFolder: () => Promise<void>;
    setAside: () => Promise<string[]>;
    settings: () => string;
    wipe: (choice: WipeChoice) => Promise<void>;
  };
  licenses: () => Promise<PackageLicense[]>;
  /** Throws AppError where the console has no pages. */
  consoleLink: () => string;
  desktop: DesktopActions;
}

export function createAdminRouter(services: AdminServices) {
  const {
    gateway,
    store,
    signIn,
    codex,
    tools,
    models,
    providers,
    log,
    usage,
    settings,
    live,
    accounts,
    desktop,
  } = services;
  /** In words for the person; what nobody foresaw is logged first, without content. */
  const told = (error: unknown, path: readonly string[]): unknown => {
    if (error instanceof ORPCError) return error;
    const id = newRequestId();
    if (!(error instanceof AppError))
      services.logger.error({ error, request: id, call: path.join(".") }, "a call failed unexpectedly");
    const problem = problemOf(error, id);
    const status = error instanceof AppError ? 422 : 500;
    return new ORPCError(problem.code, { status, message: problem.message, data: problem, cause: error });
  };
  /** An answer that goes on may fail after it began, too. */
  async function* followed(events: AsyncIterable<unknown>, path: readonly string[]): AsyncGenerator {
    try {
      return yield* events;
    } catch (error) {
      throw told(error, path);
    }
  }
  const admin = implement(contract).use(async ({ next, path }) => {
    try {
      const result = await next();
      const { output } = result as { output: unknown };
      return isAsyncIterable(output) ? { ...result, output: followed(output, path) } : result;
    } catch (error) {
      throw told(error, path);
    }
  });

  const changing = async (id: string, change: () => Promise<unknown>) => {
    accounts.require(id);
    await change();
    return accounts.list();
  };

  const changed = async (id: string, change: () => Promise<unknown>) => {
    const list = await changing(id, change);
    return list.find((account) => account.id === id) ?? gone(id);
  };

  const viewAfter = async (work: Promise<void>): Promise<CodexView> => {
    await work;
    return codex.view();
  };

  return admin.router({
    app: {
      info: admin.app.info.handler(() => services.info()),
      consoleLink: admin.app.consoleLink.handler(() => ({ url: services.consoleLink() })),
      openExternal: admin.app.openExternal.handler(({ input }) => desktop.openExternal(input.url)),
      licenses: admin.app.licenses.handler(() => services.licenses()),
      saveFile: admin.app.saveFile.handler(({ input }) => desktop.saveFile(input.name, input.text)),
      openWindow: admin.app.openWindow.handler(() => desktop.openWindow()),
      closePanel: admin.app.closePanel.handler(() => desktop.closePanel()),
      quit: admin.app.quit.handler(() => desktop.quit()),
    },
    gateway: {
      status: admin.gateway.status.handler(() => gateway.status()),
      start: admin.gateway.start.handler(() => gateway.start()),
      moveToFreePort: admin.gateway.moveToFreePort.handler(() => gateway.moveToFreePort()),
      budgets: admin.gateway.budgets.handler(() => gateway.budgets()),
      stop: admin.gateway.stop.handler(() => gateway.stop()),
    },
    accounts: {
      list: admin.accounts.list.handler(() => accounts.list()),
      use: admin.accounts.use.handler(({ input }) => changing(input.id, () => accounts.use(input.id))),
      setPaused: admin.accounts.setPaused.handler(({ input }) =>
        changing(input.id, () => store.setPaused(input.id, input.paused)),
      ),
      setLabel: admin.accounts.setLabel.handler(({ input }) =>
        changing(input.id, () => store.setLabel(input.id, input.label || null)),
      ),
      setExcludedModels: admin.accounts.setExcludedModels.handler(({ input }) =>
        changing(input.id, () => store.setExcludedModels(input.id, input.models)),
      ),
      setProxy: admin.accounts.setProxy.handler(({ input }) =>
        changing(input.id, () => accounts.setProxy(input.id, input.proxy)),
      ),
      reorder: admin.accounts.reorder.handler(async ({ input }) => {
        await store.reorder(input.ids);
        return accounts.list();
      }),
      remove: admin.accounts.remove.handler(({ input }) =>
        changing(input.id, () => accounts.remove(input.id)),
      ),
      refresh: admin.accounts.refresh.handler(({ input }) =>
        changed(input.id, () => accounts.refresh(input.id)),
      ),
      refreshLimits: admin.accounts.refreshLimits.handler(({ input }) =>
        changed(input.id, () => accounts.refreshLimits(input.id)),
      ),
      link: admin.accounts.link.handler(async ({ input }) => {
        const id = await accounts.link(input.codexHome);
        return accounts.list().find((account) => account.id === id) ?? gone(id);
      }),
      previewImport: admin.accounts.previewImport.handler(({ input }) => accounts.previewImport(input.files)),
      importFiles: admin.accounts.importFiles.handler(({ input }) => accounts.importFiles(input)),
      export: admin.accounts.export.handler(({ input }) => accounts.export(input.ids, input.by)),
      exportToFile: admin.accounts.exportToFile.handler(({ input }) => accounts.exportToFile(input.ids)),
      spendReset: admin.accounts.spendReset.handler(async ({ input }) => {
        accounts.require(input.id);
        const outcome = await accounts.spendReset(input.id);
        const account = accounts.list().find(({ id }) => id === input.id) ?? gone(input.id);
        return { outcome, account };
      }),
    },
    updates: {
      check: admin.updates.check.handler(() => desktop.checkForUpdate()),
      install: admin.updates.install.handler(() => desktop.installUpdate()),
    },
    signIn: {
      state: admin.signIn.state.handler(() => signIn.state()),
      start: admin.signIn.start.handler(({ input }) => signIn.start(input)),
      paste: admin.signIn.paste.handler(({ input }) => signIn.paste(input.address)),
      cancel: admin.signIn.cancel.handler(() => signIn.cancel()),
    },
    codex: {
      status: admin.codex.status.handler(async () => {
        await Promise.all([codex.homes.look(), codex.login.look()]);
        return codex.view();
      }),
      processes: admin.codex.processes.handler(() => listCodexProcesses()),
      preview: admin.codex.preview.handler(async ({ input }) => {
        await codex.login.look();
        return codex.homes.previews(input.mode, input.wish);
      }),
      on: admin.codex.on.handler(({ input }) => viewAfter(codex.turnOn(input.mode))),
      off: admin.codex.off.handler(async () => {
        const foreign = await codex.turnOff();
        return { view: codex.view(), foreign };
      }),
      findHomes: admin.codex.findHomes.handler(() => codex.find()),
      addHome: admin.codex.addHome.handler(({ input }) =>
        viewAfter(codex.setHomes((homes) => [...homes, input.folder])),
      ),
      removeHome: admin.codex.removeHome.handler(({ input }) =>
        viewAfter(codex.setHomes((homes) => homes.filter((folder) => folder !== input.folder))),
      ),
      previewLogin: admin.codex.previewLogin.handler(({ input }) => codex.previewLogin(input.id)),
      applyLogin: admin.codex.applyLogin.handler(({ input }) => viewAfter(codex.applyLogin(input.id))),
      undoLogin: admin.codex.undoLogin.handler(() => viewAfter(codex.undoLogin())),
      restartApp: admin.codex.restartApp.handler(() => restartCodexApp()),
      openTerminal: admin.codex.openTerminal.handler(() => codex.openTerminal()),
    },
    tools: {
      list: admin.tools.list.handler(() => tools.list()),
      preview: admin.tools.preview.handler(({ input }) => tools.preview(input.id)),
      on: admin.tools.on.handler(({ input }) => tools.turnOn(input.id)),
      off: admin.tools.off.handler(({ input }) => tools.turnOff(input.id)),
    },
    trial: {
      run: admin.trial.run.handler(({ input, signal }) =>
        services.trial(input, signal ?? new AbortController().signal),
      ),
    },
    data: {
      showFolder: admin.data.showFolder.handler(() => services.data.showFolder()),
      setAside: admin.data.setAside.handler(() => services.data.setAside()),
      settings: admin.data.settings.handler(() => services.data.settings()),
      wipe: admin.data.wipe.handler(({ input }) => services.data.wipe(input)),
    },
    models: {
      list: admin.models.list.handler(() => models.list()),
      refresh: admin.models.refresh.handler(() => models.refresh()),
    },
    providers: {
      list: admin.providers.list.handler(() => providers.list()),
      add: admin.providers.add.handler(({ input }) => providers.add(input)),
      change: admin.providers.change.handler(({ input }) => providers.change(input)),
      pause: admin.providers.pause.handler(({ input }) => providers.pause(input)),
      resume: admin.providers.resume.handler(({ input }) => providers.resume(input)),
      remove: admin.providers.remove.handler(({ input }) => providers.remove(input)),
      check: admin.providers.check.handler(({ input }) => providers.check(input.name)),
      models: admin.providers.models.handler(({ input }) => providers.models(input.name)),
      found: admin.providers.found.handler(() => providers.found()),
      kinds: admin.providers.kinds.handler(() => providers.kinds()),
    },
    network: {
      addresses: admin.network.addresses.handler(() => services.network.addresses()),
      route: admin.network.route.handler(({ input }) => services.network.route(input.accountId)),
      test: admin.network.test.handler(({ input, signal }) =>
        services.network.test(input.accountId, signal ?? new AbortController().signal),
      ),
    },
    requests: {
      page: admin.requests.page.handler(({ input }) => usage.page(input)),
      recent: admin.requests.recent.handler(({ input }) => log.recent(input.limit)),
    },
    usage: {
      report: admin.usage.report.handler(({ input }) => usage.report(input)),
    },
    settings: {
      get: admin.settings.get.handler(() => settings.view()),
      update: admin.settings.update.handler(({ input }) => settings.update(input)),
      reset: admin.settings.reset.handler(({ input }) =>
        input.key === undefined ? settings.resetAll() : settings.reset(input.key),
      ),
    },
    live: {
      feed: admin.live.feed.handler(({ input, signal }) => live.follow(signal, input?.background === true)),
    },
  });
}

function gone(id: string): never {
  throw new AppError("account_not_found", `There is no account ${id} any more.`);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
