/** What the window, the tray and the command line talk to: the live feed, the router, the console. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { AnyRouter } from "@orpc/server";
import { linkCodex, previewImport, requireAccount } from "../accounts/account-actions.ts";
import { revokeTokens } from "../accounts/login/issuer.ts";
import type { ExportRecordStore } from "../accounts/transfer/export-record.ts";
import { appInfo } from "../admin/app-info.ts";
import { createConsoleAccess } from "../admin/console-access.ts";
import { startConsole } from "../admin/console-server.ts";
import { removeControl, writeControl } from "../admin/control-file.ts";
import { readLicenses } from "../admin/licenses.ts";
import { createLiveFeed } from "../admin/live-feed.ts";
import { createAdminRouter } from "../admin/router.ts";
import type { Budgets } from "../gateway/budgets/budgets.ts";
import type { GatewayServer } from "../gateway/http/server.ts";
import type { RequestLog } from "../logs/request-log.ts";
import { ownAddresses } from "../network/own-addresses.ts";
import { AppError } from "../platform/app-error.ts";
import type { Closing } from "../platform/closing.ts";
import { setAsideIn } from "../platform/set-aside.ts";
import { createSignal } from "../platform/signal.ts";
import { lookAtNetwork, lookAtRoute } from "../providers/codex/network-check.ts";
import { settingsExport } from "../settings/settings-export.ts";
import type { ToolSetup } from "../tool-setup/tool-setup.ts";
import type { UsageRecorder } from "../usage/usage-recorder.ts";
import { chooseHomes, findHomes } from "../use-cases/codex/choose-homes.ts";
import type { DesktopActions } from "../use-cases/desktop-actions.ts";
import { exportLoginsToFile, handOutLogins } from "../use-cases/export-logins.ts";
import { listModels, refreshModels } from "../use-cases/list-models.ts";
import { importLogins } from "../use-cases/import-logins.ts";
import { listAccounts } from "../use-cases/list-accounts.ts";
import { openCodexTerminal } from "../use-cases/codex/open-codex-terminal.ts";
import { readAllLimits, readLimits } from "../use-cases/read-limits.ts";
import { refreshAccount } from "../use-cases/refresh-account.ts";
import { removeAccount } from "../use-cases/remove-account.ts";
import { moveToFreePort, startGateway, stopGateway } from "../use-cases/run-gateway.ts";
import { runTrial } from "../use-cases/run-test-request.ts";
import { setAccountProxy } from "../use-cases/set-account-proxy.ts";
import { spendResetCredit } from "../use-cases/spend-reset-credit.ts";
import { switchCodexOff, switchCodexOn } from "../use-cases/codex/switch-codex.ts";
import { transferLogin } from "../use-cases/codex/transfer-login.ts";
import { useAccount } from "../use-cases/use-account.ts";
import { watchCodex } from "../use-cases/codex/watch-codex.ts";
import { wipeData } from "../use-cases/wipe-data.ts";
import type { AccountServices } from "./account-services.ts";
import { providerCalls } from "./provider-calls.ts";
import type { CodexServices } from "./codex-services.ts";
import type { Foundation } from "./foundation.ts";
import type { ComposeOptions } from "./options.ts";

export interface AdminParts {
  accounts: AccountServices;
  gateway: GatewayServer;
  budgets: Budgets;
  log: RequestLog;
  usage: UsageRecorder;
  codex: CodexServices;
  tools: ToolSetup;
  exports: ExportRecordStore;
  desktop: DesktopActions;
  consoleLink: () => string;
}

export function createAdmin(options: ComposeOptions, foundation: Foundation, parts: AdminParts) {
  const { now, settings, hosts, exit, logger, files } = foundation;
  const { accounts, gateway, log, usage, codex, tools, desktop } = parts;
  const { store, signIn } = accounts;
  const { live, list, view, info } = openLive(options, foundation, parts);
  const poller = accounts.pollLimits(live.watched);
  const readNew = () => poller.now();
  const wiping = { settings, usage, log, homes: codex.homes, tools };

  return createAdminRouter({
    info,
    logger,
    consoleLink() {
      if (options.rendererFolder !== undefined) return parts.consoleLink();
      throw new AppError(
        "bad_request",
        "This Switchyard runs without its console pages.",
        "Start it without --no-console, from a complete installation.",
      );
    },
    gateway: {
      status: gateway.status,
      start: () => startGateway({ gateway, settings }),
      stop: () => stopGateway({ gateway, settings }),
      moveToFreePort: () => moveToFreePort({ gateway, settings }),
      budgets: () => parts.budgets.list(),
    },
    store,
    signIn,
    codex: codexCalls(options, foundation, parts, view),
    tools,
    models: { list: () => listModels(accounts), refresh: () => refreshModels(accounts) },
    providers: providerCalls(options, accounts),
    usage,
    log,
    settings,
    live,
    network: {
      addresses: () => ownAddresses(options.networkInterfaces),
      route: (accountId) => lookAtRoute({ hosts, exit, accountId }),
      test: (accountId, signal) =>
        lookAtNetwork({
          network: settings.values().network,
          hosts,
          exit,
          accountId,
          platform: settings.values().gateway.platformKey !== null,
          signal,
        }),
    },
    trial: (input, signal) =>
      runTrial({ version: options.version, status: gateway.status, settings, log }, input, signal),
    data: {
      showFolder: () => desktop.showFolder(options.dataFolder),
      setAside: () => setAsideIn(options.dataFolder, [files.batches]),
      settings: () => settingsExport(settings.view()),
      wipe: (choice) =>
        wipeData(
          {
            ...wiping,
            providers: accounts.providerStore,
            accountIds: () => store.all().map(({ id }) => id),
            removeAccount: remove,
          },
          choice,
        ),
    },
    licenses: () => readLicenses(options.rendererFolder),
    desktop,
    accounts: {
      list,
      use: (id) => useAccount(accounts, id),
      async link(folder = foundation.codexHome) {
        const id = await linkCodex(store, path.resolve(folder));
        readNew();
        return id;
      },
      require: (id) => void requireAccount(store, id),
      previewImport: (given) => previewImport(store, given, now()),
      importFiles: (input) => importLogins({ ...accounts, readNew }, input),
      export: (ids, by) => handOutLogins({ store, record: parts.exports, now }, ids, by),
      exportToFile: (ids) =>
        exportLoginsToFile({ store, record: parts.exports, now, chooseFile: desktop.chooseFile }, ids),
      setProxy: (id, proxy) => setAccountProxy(store, id, proxy),
      spendReset: (id) => spendResetCredit({ ...accounts, readAgain }, id),
      remove,
      refresh: (id) =>
        refreshAccount({ ...accounts, readLimits: (each) => readLimits(accounts.limitPorts, each) }, id),
      refreshLimits: (id) => readAllLimits(accounts.limitPorts, id),
    },
  });

  function readAgain(id: string): Promise<void> {
    return readAllLimits(accounts.limitPorts, id).catch(
      accounts.unexpected("limits could not be read after a reset"),
    );
  }

  function remove(id: string): Promise<void> {
    const revokerOf = (each: string) => {
      const issuer = accounts.issuerFor(each);
      return (tokens: Parameters<typeof revokeTokens>[1]) => revokeTokens(issuer, tokens);
    };
    return removeAccount({ ...accounts, revokerOf }, id);
  }
}

/** The feed of everything that people are shown, and what the router tells of the same. */
function openLive(options: ComposeOptions, { settings }: Foundation, parts: AdminParts) {
  const { accounts, gateway, log, codex, exports, desktop } = parts;
  const { store, limits, pool, signIn } = accounts;
  const codexView = watchCodex({ ...codex, log, settings });
  const accountsChanged = createSignal();
  for (const source of [store, limits, pool, exports]) source.changed(accountsChanged.emit);
  const modelsChanged = createSignal();
  for (const source of [accounts.catalog, accounts.modelLists, accounts.providerStore])
    source.changed(modelsChanged.emit);
  const list = () => listAccounts({ ...accounts, exports });
  const info = () => appInfo(options, store.sealed);
  const live = createLiveFeed({
    parts: {
      app: { read: info, listen: () => () => {} },
      gateway: { read: gateway.status, listen: gateway.changed },
      accounts: { read: list, listen: accountsChanged.listen },
      signIn: { read: signIn.state, listen: signIn.changed },
      codex: { read: codexView.read, listen: codexView.changed },
      models: { read: () => listModels(accounts), listen: modelsChanged.listen },
      settings: { read: settings.view, listen: settings.changed },
      updates: { read: desktop.updateState, listen: desktop.onUpdate },
      today: { read: log.today, listen: (listener) => log.listen(listener) },
    },
    recentRequests: log.recent,
    listenRequests: (listener) => log.listen(listener),
    listenWiped: log.wiped,
  });
  return { live, list, info, view: codexView.read };
}

function codexCalls(
  options: ComposeOptions,
  { settings, codexHome: mainHome, demo }: Foundation,
  { accounts, gateway, codex, desktop }: AdminParts,
  view: ReturnType<typeof watchCodex>["read"],
) {
  const { homes, login, follow } = codex;
  const { store, tokens, pool, handover } = accounts;
  const transfer = { tokens, pool, codex };
  return {
    homes,
    login,
    view,
    turnOn: (mode: Parameters<typeof switchCodexOn>[1]) =>
      switchCodexOn({ homes, login, gateway, settings }, mode),
    turnOff: () => switchCodexOff({ homes, settings }),
    // The demo stays in its own folder.
    find: async () => (demo ? [] : findHomes([mainHome, ...settings.values().codex.homes], gateway.status())),
    setHomes: (change: (homes: string[]) => string[]) =>
      chooseHomes({ mainHome, homes, settings, gateway, follow }, change),
    previewLogin: async (id: string) => handover.preview(requireAccount(store, id).id),
    applyLogin: async (id: string) =>
      transferLogin(transfer, [requireAccount(store, id).id], () => handover.apply(id)),
    undoLogin: () => transferLogin(transfer, [], () => handover.undo()),
    openTerminal: () =>
      desktop.onScreen(() =>
        openCodexTerminal({ homes, login: () => login.read(), gateway, settings, env: options.env }),
      ),
  };
}

/** The console once it is open: its address, and links that let a browser in. */
export interface ConsoleDoor {
  /** e.g. http://127.0.0.1:8788 */
  url: string;
  /** A new link, good once and for ten minutes. */
  link(): string;
}

export async function openConsole(
  options: ComposeOptions,
  { files, settings, logger, now }: Foundation,
  router: AnyRouter,
  closing: Closing,
): Promise<ConsoleDoor> {
  const token = randomBytes(32).toString("base64url");
  const access = createConsoleAccess(token, now);
  const console = await startConsole({
    router,
    access,
    logger,
    // A command leaves the known port to who stays.
    port: options.oneCommand || options.embedded ? 0 : settings.values().gateway.consolePort,
    rendererFolder: options.rendererFolder ?? null,
  });
  closing.defer(() => console.close());
  await writeControl(files.control, { url: console.url, token, pid: process.pid });
  closing.defer(() => removeControl(files.control));
  return { url: console.url, link: () => `${console.url}/#code=${access.newCode()}` };
}
