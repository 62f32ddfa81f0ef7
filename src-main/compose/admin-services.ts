/** What the window, the tray and the command line talk to: the live feed, the router, the console. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import type { AnyRouter } from "@orpc/server";
import {
  importFiles,
  linkCodex,
  previewImport,
  removeAccount,
  requireAccount,
} from "../accounts/account-actions.ts";
import { exportFileName, exportLogins } from "../accounts/transfer/export-logins.ts";
import type { ExportRecordStore } from "../accounts/transfer/export-record.ts";
import { revokeTokens } from "../accounts/login/issuer.ts";
import { accountView } from "../admin/account-view.ts";
import { createConsoleAccess } from "../admin/console-access.ts";
import { startConsole } from "../admin/console-server.ts";
import { removeControl, writeControl } from "../admin/control-file.ts";
import { readLicenses } from "../admin/licenses.ts";
import { createLiveFeed } from "../admin/live-feed.ts";
import { createAdminRouter } from "../admin/router.ts";
import { runTrial } from "../admin/trial.ts";
import type { ComposeOptions } from "./compose.ts";
import type { GatewayServer } from "../gateway/http/server.ts";
import type { RequestLog } from "../logs/request-log.ts";
import { trialClient } from "../../src-shared/trial-client.ts";
import { AppError } from "../platform/app-error.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import { ownAddresses } from "../network/own-addresses.ts";
import { createSignal } from "../platform/signal.ts";
import type { AccountsExport, ExportedBy } from "../../src-shared/contract/accounts.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { CodexProof, CodexView } from "../../src-shared/contract/codex.ts";
import type { AppInfo } from "../../src-shared/contract/app.ts";
import type { ToolSetup } from "../tool-setup/tool-setup.ts";
import { lookAtNetwork, lookAtRoute } from "../providers/codex/network-check.ts";
import type { UsageRecorder } from "../usage/usage-recorder.ts";
import type { AccountServices } from "./account-services.ts";
import type { CodexServices } from "./codex-services.ts";
import { createDataServices } from "./data-services.ts";
import type { Closers, Foundation } from "./foundation.ts";

export interface AdminParts {
  accounts: AccountServices;
  gateway: GatewayServer;
  log: RequestLog;
  usage: UsageRecorder;
  codex: CodexServices;
  tools: ToolSetup;
  exports: ExportRecordStore;
  openExternal: (url: string) => Promise<void>;
  consoleLink: () => string;
}

export function createAdmin(
  options: ComposeOptions,
  { now, settings, codexHome, hosts, exit, logger }: Foundation,
  parts: AdminParts,
) {
  const { accounts, gateway, log, usage, codex, tools, exports, openExternal } = parts;
  const { store, limits, pool, tokens, signIn, catalog, issuerFor } = accounts;
  const codexView = watchCodex(codex, log, settings);

  const accountsChanged = createSignal();
  store.changed(accountsChanged.emit);
  limits.changed(accountsChanged.emit);
  pool.changed(accountsChanged.emit);
  exports.changed(accountsChanged.emit);
  const list = () => {
    const active = pool.active();
    return store.all().map((account) =>
      accountView(account, limits.of(account.id), {
        active,
        standing: pool.standing(account.id),
        tokenExpiresAt: tokens.expiresAt(account),
        exportedAt: exports.lastOf(account.id),
      }),
    );
  };
  const info = () => appInfo(options, store.sealed);
  const live = createLiveFeed({
    parts: {
      app: { read: info, listen: () => () => {} },
      gateway: { read: gateway.status, listen: gateway.changed },
      accounts: { read: list, listen: accountsChanged.listen },
      signIn: { read: signIn.state, listen: signIn.changed },
      codex: { read: codexView.read, listen: codexView.changed },
      models: { read: () => catalog.current(), listen: catalog.changed },
      settings: { read: settings.view, listen: settings.changed },
      updates: {
        read: () => options.desktop?.updates.state() ?? { step: "by-hand" },
        listen: (listener) => options.desktop?.updates.changed(listener) ?? (() => {}),
      },
      today: { read: log.today, listen: (listener) => log.listen(listener) },
    },
    recentRequests: log.recent,
    listenRequests: (listener) => log.listen(listener),
    listenWiped: log.wiped,
  });
  const poller = accounts.pollLimits(live.watched);
  const handOver = async (ids: string[], work: () => Promise<void>) => {
    await tokens.alone(ids, work);
    await codex.login.look();
    // Where Codex had no login the switch wrote other lines than where it has one.
    await codex.follow();
    pool.look();
  };

  // On record before it is handed out.
  async function hand(ids: readonly string[], by: ExportedBy, record: boolean): Promise<AccountsExport> {
    const made = exportLogins(
      ids.map((id) => requireAccount(store, id)),
      now(),
    );
    if (record && made.exported.length > 0) await exports.add({ at: now(), by, accounts: made.exported });
    return made;
  }

  async function remove(id: string): Promise<void> {
    const issuer = issuerFor(id);
    await removeAccount(store, id, (set) => revokeTokens(issuer, set));
    limits.forget(id);
    pool.forget(id);
  }

  function chooseFile(suggestedName: string): Promise<string | null> {
    if (options.desktop) return options.desktop.chooseFile(suggestedName);
    throw new AppError("bad_request", "Only the desktop app saves files itself.");
  }

  return createAdminRouter({
    info,
    logger,
    consoleLink() {
      if (options.rendererFolder === undefined)
        throw new AppError(
          "bad_request",
          "This Switchyard runs without its console pages.",
          "Start it without --no-console, from a complete installation.",
        );
      return parts.consoleLink();
    },
    async saveFile(name, text) {
      const chosen = await chooseFile(name);
      if (chosen !== null) await writeFileAtomic(chosen, text);
      return chosen;
    },
    gateway,
    store,
    signIn,
    codex: {
      ...codex,
      view: codexView.read,
      previewLogin: (id) => accounts.handover.preview(id),
      applyLogin: (id) => handOver([id], () => accounts.handover.apply(id)),
      undoLogin: () => handOver([], () => accounts.handover.undo()),
      openTerminal: options.desktop ? codex.openTerminal : null,
    },
    tools,
    catalog,
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
    data: createDataServices(options, {
      settings,
      usage,
      log,
      codex,
      tools,
      accountIds: () => store.all().map(({ id }) => id),
      removeAccount: remove,
    }),
    licenses: () => readLicenses(options.rendererFolder),
    openExternal,
    desktop: options.desktop ?? null,
    accounts: {
      list,
      async use(id) {
        await store.setActive(id);
        pool.use(id);
        // Whoever chooses an account that is used up may have paid for more.
        if (pool.standing(id) === "limited") void accounts.checkLimits([id], "always");
      },
      async link(folder) {
        const id = await linkCodex(store, folder === undefined ? codexHome : path.resolve(folder));
        poller.now();
        return id;
      },
      require: (id) => void requireAccount(store, id),
      previewImport: (files) => previewImport(store, files, now()),
      async importFiles(input) {
        const result = await importFiles(store, input, now());
        for (const id of [...result.added, ...result.renewed]) {
          limits.fine(id);
          pool.fine(id);
        }
        poller.now();
        return result;
      },
      export: (ids, by) => hand(ids, by, true),
      async exportToFile(ids) {
        const chosen = await chooseFile(exportFileName(now()));
        const { text, exported, skipped } = await hand(ids, "window", chosen !== null);
        if (chosen !== null && exported.length > 0) await writeFileAtomic(chosen, text);
        return { exported, skipped, path: exported.length > 0 ? chosen : null };
      },
      spendReset: accounts.spendReset,
      remove,
      async refresh(id) {
        await tokens.refresh(id);
        limits.rested(id);
        pool.fine(id);
        await accounts.readLimits(id);
      },
      refreshLimits: accounts.readAll,
    },
  });
}

/** The switch, and the last request that proves it. */
function watchCodex({ homes, login }: CodexServices, log: RequestLog, settings: SettingsStore) {
  const changed = createSignal();
  let proof: CodexProof | null = null;
  homes.changed(changed.emit);
  settings.changed(changed.emit);
  login.changed(changed.emit);
  log.listen((row) => {
    if (row.protocol !== "codex" || row.outcome !== "running" || !isCodex(row.client.name)) return;
    proof = { at: row.startedAt, client: row.client.name, version: row.client.version };
    changed.emit();
  });
  const read = (): CodexView => ({
    switch: homes.main().status(),
    homes: homes.views(),
    profile: settings.values().codex.profile,
    proof,
    login: login.read(),
  });
  return { changed: changed.listen, read };
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
  closers: Closers,
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
  closers.push(() => console.close());
  await writeControl(files.control, { url: console.url, token, pid: process.pid });
  closers.push(() => removeControl(files.control));
  return { url: console.url, link: () => `${console.url}/#code=${access.newCode()}` };
}

// Not the trial of the window, the selftest or a curl: they prove nothing of where Codex goes.
function isCodex(client: string): boolean {
  return client !== trialClient && /^codex/i.test(client);
}

function appInfo(options: ComposeOptions, tokensSealed: boolean): AppInfo {
  const desktop = options.desktop !== undefined;
  const { platform } = process;
  return {
    version: options.version,
    platform: platform === "darwin" || platform === "win32" || platform === "linux" ? platform : "other",
    dataFolder: options.dataFolder,
    tokensSealed,
    demo: options.demo === true,
    can: {
      quit: desktop,
      startAtLogin: desktop,
      showFolder: desktop,
      openTerminal: desktop,
    },
  };
}
