/** Builds every service and wires them: the only place that knows all of them. */
import { openExportRecord } from "../accounts/transfer/export-record.ts";
import type os from "node:os";
import path from "node:path";
import type { ContractRouterClient } from "@orpc/contract";
import { createRouterClient, type AnyRouter } from "@orpc/server";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import type { contract } from "../../src-shared/contract/index.ts";
import { openAccountServices } from "./account-services.ts";
import { closeAll } from "./close-all.ts";
import { createAdmin, openConsole } from "./admin-services.ts";
import { openCodexServices } from "./codex-services.ts";
import { createTools } from "./tool-services.ts";
import { openFoundation, type Closers, type Foundation } from "./foundation.ts";
import { createBodyRooms } from "../gateway/http/body-room.ts";
import { createResponseStore } from "../gateway/turn/response-store.ts";
import { createGatewayServer, type Mounted } from "../gateway/http/server.ts";
import { logRequest } from "../logs/log-request.ts";
import { createRequestLog } from "../logs/request-log.ts";
import { AppError } from "../platform/app-error.ts";
import { isLoopback } from "../platform/is-loopback.ts";
import { watchNetwork } from "../network/network-watch.ts";
import { stateOf, takeOwnerLock, type LockOwner } from "../platform/owner-lock.ts";
import type { Clock, DesktopPorts, SecretBox, SettingsBackend } from "../platform/ports.ts";
import type { SystemProxy } from "../network/system-proxy.ts";
import { demoFolder, filesIn } from "../settings/data-folder.ts";
import { openDataFolder, tidyDataFolder } from "../settings/open-data-folder.ts";
import { createUsageRecorder, type UsageRecorder } from "../usage/usage-recorder.ts";
import type { Provider } from "../providers/provider.ts";
import { createPlatformClient } from "../providers/openai/platform-client.ts";

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
  /** The proxy of the operating system where the host knows it; absent = read from its settings. */
  systemProxy?: SystemProxy;
  /** Folder of the built window, served by the console; absent = no console pages. */
  rendererFolder?: string;
  /** Instead of this computer's own. */
  networkInterfaces?: typeof os.networkInterfaces;
  /** Runs against a simulated backend of its own, with accounts that are made up, in the folder `demo` of the data folder. */
  demo?: boolean;
  /** Lives for one command: nothing is read that nobody asked for. */
  oneCommand?: boolean;
  /** Serve beside the ChatGPT accounts, as `NAME:MODEL`; closed with the rest. */
  providers?: readonly Provider[];
  /** Part of another program: settings of Codex and the known ports are left to who stays. */
  embedded?: boolean;
}

export interface Switchyard {
  /** The contract, in process. */
  client: AdminClient;
  /** The contract's implementation, to be served over any transport. */
  router: AnyRouter;
  /** Address of the console. */
  consoleUrl: string;
  /** The same with a code that lets one browser in, within ten minutes. */
  consoleLink(): string;
  /**
   * Brings the gateway (in any case when `always`) and the Codex switch back to what they were when the app last
   * ran, and keeps the switch in step with the gateway from then on. For one command the gateway alone: Codex must
   * not follow it.
   */
  resume(always?: boolean): Promise<GatewayStatus>;
  /** The computer goes to sleep: nothing is asked of the backend by itself until `wakeUp`. */
  fallAsleep(): void;
  /** Called with every request when it has ended. */
  onRequest(listener: (row: RequestRow) => void): void;
  /** The gateway's routes for a listener that is not ours. */
  mount(): Promise<Mounted>;
  /** The computer slept: pooled connections are dropped, timers looked after, limits read again. */
  wakeUp(): void;
  /** The computer is on another network: the same. */
  networkChanged(): void;
  /** Stops the gateway, drains, saves and releases the data folder. Idempotent. */
  close(): Promise<void>;
}

/** Throws AppError `data_folder_in_use` while another process owns the data folder. */
export async function compose(given: ComposeOptions): Promise<Switchyard> {
  // Beside the real accounts the simulated backend would be asked to renew them, and refuse for good.
  const options = given.demo ? { ...given, dataFolder: demoFolder(given.dataFolder) } : given;
  await openDataFolder(options.dataFolder);
  const files = filesIn(options.dataFolder);
  const lock = await takeOwnerLock(files.lock);
  if (!("release" in lock)) throw await alreadyRunning(lock, files.lock);
  const closers: Closers = [() => lock.release()];
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= closeAll(closers));
  try {
    await tidyDataFolder(options.dataFolder);
    return await build(options, closers, close);
  } catch (error) {
    // What went wrong first is what is told.
    await close().catch(() => {});
    throw error;
  }
}

async function build(
  options: ComposeOptions,
  closers: Closers,
  close: () => Promise<void>,
): Promise<Switchyard> {
  const openExternal = (url: string) => openInBrowser(url, options.desktop);
  const foundation = await openFoundation(options, closers);
  const { settings, logger } = foundation;
  const accounts = await openAccountServices(options, foundation, openExternal, closers);
  await foundation.demo?.seed(accounts.store);

  const usage = openUsage(foundation, closers);
  const log = createRequestLog(foundation.now, usage.today());
  log.listen((row) => {
    if (row.outcome === "running") return;
    const { data, log: told } = settings.values();
    if (data.recordRequests) usage.record(row);
    logRequest(logger, row, told.mode);
  });
  const bodyLimit = () => settings.values().gateway.bodyLimitMb * 1024 * 1024;
  const gateway = createGatewayServer({
    ...accounts,
    version: options.version,
    settings,
    platform: createPlatformClient({
      base: foundation.hosts.platform,
      dispatcher: foundation.exit.dispatcher,
    }),
    responses: createResponseStore(),
    usage,
    log,
    logger,
    clock: foundation.clock,
    batchFolder: foundation.files.batches,
    bodyLimit,
    bodies: createBodyRooms(bodyLimit),
    onSetAside: foundation.tellSetAside,
  });
  closers.push(async () => void (await gateway.stop()));

  const codex = await openCodexServices(options, foundation, gateway, accounts.handover, closers);
  const router = createAdmin(options, foundation, {
    accounts,
    gateway,
    log,
    usage,
    codex,
    tools: createTools(options, foundation, gateway, accounts.catalog),
    exports: await openExportRecord(foundation.files.exports, foundation.tellSetAside),
    openExternal,
    consoleLink: () => opened.link(),
  });
  const opened = await openConsole(options, foundation, router, closers);

  if (!options.oneCommand) {
    const interfaces = options.networkInterfaces;
    const changed = () => accounts.wakeUp();
    closers.push(
      watchNetwork({ clock: foundation.clock, changed, ...(interfaces === undefined ? {} : { interfaces }) }),
    );
  }

  const followDesktopSettings = () =>
    options.desktop?.setStartAtLogin(settings.values().desktop.startAtLogin);
  settings.changed(followDesktopSettings);
  followDesktopSettings();

  return {
    client: createRouterClient(router),
    router,
    consoleUrl: opened.url,
    consoleLink: () => opened.link(),
    async resume(always = false) {
      if (always || settings.values().gateway.enabled) await gateway.start();
      if (!options.oneCommand && !options.embedded) await codex.begin();
      return gateway.status();
    },
    fallAsleep: () => accounts.fallAsleep(),
    onRequest(listener) {
      log.listen((row) => {
        if (row.outcome !== "running") listener(row);
      });
    },
    mount: () => gateway.mount(),
    wakeUp: () => accounts.wakeUp(),
    networkChanged: () => accounts.wakeUp(),
    close,
  };
}

function openUsage(
  { files, clock, settings, logger, tellSetAside }: Foundation,
  closers: Closers,
): UsageRecorder {
  const usage = createUsageRecorder({
    file: files.usage,
    clock,
    pricesFile: files.prices,
    retentionDays: () => settings.values().data.retentionDays,
    onSetAside: tellSetAside,
    onTrouble: (error) => logger.error({ error }, "usage.db could not be written"),
  });
  closers.push(() => usage.close());
  return usage;
}

async function openInBrowser(address: string, desktop: DesktopPorts | undefined): Promise<void> {
  const { protocol, hostname } = new URL(address);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname))) {
    throw new AppError("bad_request", "Only https addresses are opened.");
  }
  if (!desktop)
    throw new AppError("bad_request", "There is no browser to open here.", "Open the address by hand.");
  await desktop.openExternal(address);
}

async function alreadyRunning(owner: LockOwner, file: string): Promise<AppError> {
  // A process of another container whose file system has no sockets.
  const unsure = (await stateOf(owner, path.dirname(file))) === "unknown";
  return new AppError(
    "data_folder_in_use",
    `Switchyard is already running with this data folder (process ${owner.pid}).`,
    unsure
      ? `Whether that process still runs cannot be told from here; when it does not, delete ${file}.`
      : "Use that one, or give this one a folder of its own with SWITCHYARD_HOME.",
  );
}
