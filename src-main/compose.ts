/** Builds every service and wires them; the only place that knows all of them. */
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import type { ContractRouterClient } from "@orpc/contract";
import { createRouterClient, type AnyRouter } from "@orpc/server";
import type { AppInfo } from "../src-shared/contract/app.ts";
import type { contract } from "../src-shared/contract/index.ts";
import { importLogins, removeAccount, requireAccount } from "./accounts/account-actions.ts";
import { openAccountStore } from "./accounts/account-store.ts";
import { refreshTokens, revokeTokens, type IssuerContext } from "./accounts/issuer.ts";
import { createSignIn } from "./accounts/sign-in.ts";
import { createTokenKeeper } from "./accounts/token-keeper.ts";
import { accountView } from "./admin/account-view.ts";
import { startConsole, type Console } from "./admin/console-server.ts";
import { removeControl, writeControl } from "./admin/control-file.ts";
import { createLiveFeed } from "./admin/live-feed.ts";
import { createAdminRouter } from "./admin/router.ts";
import { startDemo, type Demo } from "./demo.ts";
import { candidates } from "./accounts/choose-account.ts";
import { blameAccount } from "./gateway/run-turn.ts";
import { createGatewayServer } from "./gateway/server.ts";
import { createLimitTracker } from "./limits/limit-tracker.ts";
import { limitsFromUsage } from "./limits/rate-windows.ts";
import { createUsagePoller } from "./limits/usage-poller.ts";
import { createLogger } from "./logs/logger.ts";
import { createRequestLog } from "./logs/request-log.ts";
import { AppError } from "./platform/app-error.ts";
import { createDispatcher } from "./platform/dispatcher.ts";
import { takeOwnerLock } from "./platform/owner-lock.ts";
import {
  systemClock,
  type Clock,
  type DesktopPorts,
  type SecretBox,
  type SettingsBackend,
} from "./platform/ports.ts";
import { createSignal } from "./platform/signal.ts";
import { upstreamHosts } from "./platform/upstream-hosts.ts";
import { filesIn } from "./settings/data-folder.ts";
import { openSettingsFile, setAside } from "./settings/settings-file.ts";
import { createSettingsStore } from "./settings/settings-store.ts";
import { createCodexClient } from "./upstream/codex-client.ts";
import { userAgent } from "./upstream/identity.ts";
import { createModelCatalog } from "./upstream/model-catalog.ts";

export type AdminClient = ContractRouterClient<typeof contract>;

export interface ComposeOptions {
  version: string;
  dataFolder: string;
  env: NodeJS.ProcessEnv;
  clock?: Clock;
  /** Absent where the computer has no keychain: tokens are then kept in a 0600 file. */
  secretBox?: SecretBox;
  settings?: SettingsBackend;
  desktop?: DesktopPorts;
  /** Folder of the built window, served by the console; absent = no console pages. */
  rendererFolder?: string;
  /** Runs against a simulated backend of its own, with accounts that are made up. */
  demo?: boolean;
}

export interface Switchyard {
  /** The contract, in process. */
  client: AdminClient;
  /** The contract's implementation, to be served over any transport. */
  router: AnyRouter;
  /** Address of the console with this run's token in its fragment. */
  consoleUrl: string;
  /** Brings the gateway back to what it was when the app last ran. */
  resume(): Promise<void>;
  /** Stops the gateway, drains, saves and releases the data folder. Idempotent. */
  close(): Promise<void>;
}

/** Throws AppError `data_folder_in_use` while another process owns the data folder. */
export async function compose(options: ComposeOptions): Promise<Switchyard> {
  const clock = options.clock ?? systemClock;
  const now = () => clock.now();
  const files = filesIn(options.dataFolder);
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
  const lock = await takeOwnerLock(files.lock);
  if (!("release" in lock)) {
    throw new AppError(
      "data_folder_in_use",
      `Switchyard is already running with this data folder (process ${lock.pid}).`,
      "Use that one, or give this one a folder of its own with SWITCHYARD_HOME.",
    );
  }

  // What is open is closed in the opposite order, also when starting fails half way.
  const closers: (() => Promise<void> | void)[] = [() => lock.release()];
  let closing: Promise<void> | null = null;
  const close = () =>
    (closing ??= (async () => {
      for (const closer of closers.toReversed()) await closer();
    })());

  try {
    return await build();
  } catch (error) {
    await close();
    throw error;
  }

  async function build(): Promise<Switchyard> {
    const notices: string[] = [];
    const backend = options.settings ?? openSettingsFile(options.dataFolder, (kept) => notices.push(kept));
    const settings = createSettingsStore(backend, options.env);
    const logger = createLogger(files.logs, settings.values().log.level);
    closers.push(() => logger.close());
    for (const kept of notices) logger.warn({ kept }, "a file could not be understood and was set aside");

    const demo: Demo | null = options.demo ? await startDemo() : null;
    if (demo) closers.push(() => demo.close());
    const hosts = demo?.hosts ?? upstreamHosts(options.env);

    let dispatcher = createDispatcher(settings.values().network);
    let proxy = JSON.stringify([settings.values().network.proxy, settings.values().network.proxyUrl]);
    closers.push(() => dispatcher.destroy());
    settings.changed(() => {
      const { network } = settings.values();
      const next = JSON.stringify([network.proxy, network.proxyUrl]);
      if (next === proxy) return;
      proxy = next;
      const old = dispatcher;
      dispatcher = createDispatcher(network);
      // Requests under way end on the old way out.
      void old.close();
    });
    const clientVersion = () => settings.values().network.clientVersion;

    const store = await openAccountStore({
      file: files.accounts,
      secretBox: settings.values().desktop.sealTokens ? (options.secretBox ?? null) : null,
      now,
      onUnreadable: () => logger.error({ kept: setAside(files.accounts) }, "accounts.json was set aside"),
    });
    closers.push(() => store.settled());
    const issuer: IssuerContext = {
      base: hosts.auth,
      dispatcher: () => dispatcher,
      userAgent: () => userAgent(clientVersion()),
      now,
    };
    const tokens = createTokenKeeper({
      store,
      clock,
      refresh: (set, reason) => refreshTokens(issuer, set, reason),
    });
    const limits = createLimitTracker(now);
    const codex = createCodexClient({ base: hosts.codex, dispatcher: () => dispatcher, clientVersion, now });
    const turnServices = { store, tokens, limits, codex, now };
    if (demo) await demo.seed(store);

    const catalog = await createModelCatalog({
      cacheFile: files.modelsCache,
      now,
      async fetch() {
        const account = candidates(store.all(), store.activeId(), limits.coolingUntil, now())[0];
        if (!account)
          throw new AppError("no_account", "No account can read the model catalog.", "Sign in first.");
        const path = `/codex/models?client_version=${clientVersion()}`;
        return (await codex.json(await tokens.credentials(account.id), path, AbortSignal.timeout(15_000)))
          .json;
      },
    });
    const log = createRequestLog(now);

    async function readLimits(id: string): Promise<void> {
      try {
        const credentials = await tokens.credentials(id);
        const { json } = await codex.json(credentials, "/wham/usage", AbortSignal.timeout(15_000));
        const told = limitsFromUsage(json);
        if (told) limits.note(id, told, "usage");
      } catch (error) {
        blameAccount(turnServices, id, error);
        throw error;
      }
    }
    const poller = createUsagePoller({
      clock,
      accountIds: () =>
        store.all().flatMap((each) => (each.deadSince === null && each.tokens ? [each.id] : [])),
      readAt: (id) => limits.of(id).limits?.readAt ?? null,
      watched: () => live.watched(),
      read: readLimits,
    });
    closers.push(() => poller.stop());

    const signIn = createSignIn({
      issuer,
      clock,
      openBrowser: openExternal,
      save: async (login, label) => {
        const saved = await store.putLogin(login, label);
        limits.fine(saved.id);
        readLimits(saved.id).catch(() => {});
        catalog.refresh().catch(() => {});
        return saved;
      },
    });
    closers.push(async () => void (await signIn.cancel()));

    const gateway = createGatewayServer({
      ...turnServices,
      version: options.version,
      settings,
      catalog,
      log,
      logger,
      bodyLimit: () => settings.values().gateway.bodyLimitMb * 1024 * 1024,
    });
    closers.push(async () => void (await gateway.stop()));

    const accountsChanged = createSignal();
    store.changed(accountsChanged.emit);
    limits.changed(accountsChanged.emit);
    const listAccounts = () =>
      store.all().map((account) =>
        accountView(account, limits.of(account.id), {
          activeId: store.activeId(),
          tokenExpiresAt: tokens.expiresAt(account),
          now: now(),
        }),
      );
    const never = () => () => {};
    const live = createLiveFeed({
      parts: {
        app: { read: info, listen: never },
        gateway: { read: gateway.status, listen: gateway.changed },
        accounts: { read: listAccounts, listen: accountsChanged.listen },
        signIn: { read: signIn.state, listen: signIn.changed },
        models: { read: () => catalog.current(), listen: catalog.changed },
        settings: { read: settings.view, listen: settings.changed },
        today: { read: log.today, listen: (listener) => log.listen(listener) },
      },
      recentRequests: log.recent,
      listenRequests: (listener) => log.listen(listener),
    });
    settings.changed(applyDesktopSettings);
    applyDesktopSettings();

    const router = createAdminRouter({
      info,
      gateway,
      store,
      signIn,
      catalog,
      log,
      settings,
      live,
      accounts: {
        list: listAccounts,
        require: (id) => void requireAccount(store, id),
        importText: async (file) => {
          const result = await importLogins(store, file, now());
          poller.tick();
          return result;
        },
        remove: async (id) => {
          await removeAccount(store, id, (set) => revokeTokens(issuer, set));
          limits.forget(id);
        },
        refresh: async (id) => {
          const { accessToken } = await tokens.credentials(id);
          await tokens.recover(id, accessToken);
          await readLimits(id);
        },
        refreshLimits: readLimits,
      },
      openExternal,
      quit: options.desktop ? () => options.desktop?.quit() : null,
    });

    const token = randomBytes(32).toString("base64url");
    const console: Console = await startConsole({
      router,
      token,
      port: settings.values().gateway.consolePort,
      rendererFolder: options.rendererFolder ?? null,
    });
    closers.push(() => console.close());
    await writeControl(files.control, { url: console.url, token, pid: process.pid });
    closers.push(() => removeControl(files.control));
    poller.tick();

    return {
      client: createRouterClient(router),
      router,
      consoleUrl: `${console.url}/#token=${token}`,
      async resume() {
        if (settings.values().gateway.enabled) await gateway.start();
      },
      close,
    };

    function info(): AppInfo {
      const desktop = options.desktop !== undefined;
      const { platform } = process;
      return {
        version: options.version,
        platform: platform === "darwin" || platform === "win32" || platform === "linux" ? platform : "other",
        dataFolder: options.dataFolder,
        tokensSealed: store.sealed,
        demo: demo !== null,
        can: { quit: desktop, startAtLogin: desktop, showFolder: desktop },
      };
    }

    async function openExternal(url: string): Promise<void> {
      const { protocol, hostname } = new URL(url);
      const loopback = hostname === "127.0.0.1" || hostname === "localhost";
      if (protocol !== "https:" && !(protocol === "http:" && loopback)) {
        throw new AppError("bad_request", "Only https addresses are opened.");
      }
      if (!options.desktop)
        throw new AppError("bad_request", "There is no browser to open here.", "Open it by hand.");
      await options.desktop.openExternal(url);
    }

    function applyDesktopSettings(): void {
      options.desktop?.setStartAtLogin(settings.values().desktop.startAtLogin);
    }
  }
}
