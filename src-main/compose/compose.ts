/** Builds every service and wires them: the only place that knows all of them. */
import { openExportRecord } from "../accounts/transfer/export-record.ts";
import type { ContractRouterClient } from "@orpc/contract";
import { createRouterClient, type AnyRouter } from "@orpc/server";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import type { RequestRow } from "../../src-shared/contract/requests.ts";
import type { contract } from "../../src-shared/contract/index.ts";
import { openAccountServices, type AccountServices } from "./account-services.ts";
import { createAdmin, openConsole } from "./admin-services.ts";
import { openCodexServices } from "./codex-services.ts";
import { createTools } from "./tool-services.ts";
import { openFoundation, type Foundation } from "./foundation.ts";
import { countRequests, openBudgets } from "./open-budgets.ts";
import { openJobs } from "./open-jobs.ts";
import type { ComposeOptions } from "./options.ts";
import { createBodyRooms, type BodyRooms } from "../gateway/http/body-room.ts";
import { createResponseStore } from "../gateway/turn/response-store.ts";
import type { Budgets } from "../gateway/budgets/budgets.ts";
import type { GatewayServices } from "../gateway/services.ts";
import { createGatewayServer, type GatewayServer, type Mounted } from "../gateway/http/server.ts";
import { createRequestLog, type RequestLog } from "../logs/request-log.ts";
import type { McpPorts } from "../mcp/ports.ts";
import { openAlias } from "../platform/alias.ts";
import { createClosing, type Closing } from "../platform/closing.ts";
import { desktopActions } from "../use-cases/desktop-actions.ts";
import { keepReadings } from "../use-cases/keep-readings.ts";
import { onEnded, recordRequests } from "../use-cases/record-requests.ts";
import { watchNetwork } from "../network/network-watch.ts";
import { demoFolder } from "../settings/data-folder.ts";
import { claimDataFolder } from "../settings/open-data-folder.ts";
import { createUsageRecorder, type UsageRecorder } from "../usage/usage-recorder.ts";
import { createPlatformClient } from "../providers/openai/platform-client.ts";

export type AdminClient = ContractRouterClient<typeof contract>;

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
  const closing = createClosing();
  closing.defer(await claimDataFolder(options.dataFolder));
  try {
    return await build(options, closing);
  } catch (error) {
    // What went wrong first is what is told.
    await closing.close().catch(() => {});
    throw error;
  }
}

async function build(options: ComposeOptions, closing: Closing): Promise<Switchyard> {
  const desktop = desktopActions(options.desktop);
  const foundation = await openFoundation(options, closing);
  const { settings, logger, clock, files, tellSetAside } = foundation;
  const bodyLimit = () => settings.values().gateway.bodyLimitMb * 1024 * 1024;
  const bodies = createBodyRooms(bodyLimit);
  const budgets = await openBudgets(foundation, bodies, closing);
  const accounts = await openAccountServices(
    options,
    foundation,
    (url) => desktop.openExternal(url),
    closing,
    (record, asks) => budgets.admit(record, asks),
  );
  await foundation.demo?.seed(accounts.store);
  const usage = openUsage(foundation, closing);
  const log = createRequestLog(foundation.now, usage.today(), openAlias(files.aliasKey));
  countRequests(log, budgets);
  recordRequests({ log, usage, settings, logger });
  keepReadings({ limits: accounts.limits, usage, settings, clock });
  // The tools for agents ask what everybody else asks.
  const agents = () => Promise.resolve<McpPorts>(createRouterClient(router));
  const gateway = openGateway(
    options,
    foundation,
    { accounts, usage, log, agents, budgets, bodies, bodyLimit },
    closing,
  );
  const codex = await openCodexServices(foundation, gateway, accounts.handover, closing);
  const router = createAdmin(options, foundation, {
    accounts,
    gateway,
    budgets,
    log,
    usage,
    codex,
    tools: createTools(options, foundation, gateway, accounts.catalog),
    exports: await openExportRecord(files.exports, tellSetAside),
    desktop,
    consoleLink: () => opened.link(),
  });
  const opened = await openConsole(options, foundation, router, closing);

  const { provider, limits } = accounts.providers.accounts;
  if (!options.oneCommand && !options.embedded)
    await openJobs(foundation, options.env, { slots: provider.slots, limits }, closing);
  if (!options.oneCommand) {
    const interfaces = options.networkInterfaces;
    const changed = () => accounts.wakeUp();
    closing.defer(watchNetwork({ clock, changed, ...(interfaces === undefined ? {} : { interfaces }) }));
  }

  const followDesktopSettings = () => desktop.setStartAtLogin(settings.values().desktop.startAtLogin);
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
    onRequest: (listener) => onEnded(log, listener),
    mount: () => gateway.mount(),
    wakeUp: () => accounts.wakeUp(),
    networkChanged: () => accounts.wakeUp(),
    close: () => closing.close(),
  };
}

function openGateway(
  { version }: ComposeOptions,
  { settings, logger, clock, files, hosts, exit, codexVersion, tellSetAside }: Foundation,
  parts: {
    accounts: AccountServices;
    usage: UsageRecorder;
    log: RequestLog;
    agents: GatewayServices["agents"];
    budgets: Budgets;
    bodies: BodyRooms;
    bodyLimit: () => number;
  },
  closing: Closing,
): GatewayServer {
  const gateway = createGatewayServer({
    ...parts.accounts,
    version,
    settings,
    sawCodex: codexVersion.saw,
    platform: createPlatformClient({ base: hosts.platform, dispatcher: exit.dispatcher }),
    responses: createResponseStore(),
    usage: parts.usage,
    log: parts.log,
    logger,
    clock,
    batchFolder: files.batches,
    bodyLimit: parts.bodyLimit,
    bodies: parts.bodies,
    agents: parts.agents,
    budgets: parts.budgets,
    onSetAside: tellSetAside,
  });
  closing.defer(async () => void (await gateway.stop()));
  return gateway;
}

function openUsage(
  { files, clock, settings, logger, tellSetAside }: Foundation,
  closing: Closing,
): UsageRecorder {
  const usage = createUsageRecorder({
    file: files.usage,
    clock,
    pricesFile: files.prices,
    retentionDays: () => settings.values().data.retentionDays,
    onSetAside: tellSetAside,
    onTrouble: (error) => logger.error({ error }, "usage.db could not be written"),
  });
  closing.defer(() => usage.close());
  return usage;
}
