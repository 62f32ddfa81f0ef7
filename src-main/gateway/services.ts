/** What the gateway's routes and transports work with; built in compose/. */
import type { IncomingHttpHeaders } from "node:http";
import type { AskedUsage, UsageReport } from "../../src-shared/contract/usage.ts";
import type { Logger } from "../logs/logger.ts";
import type { RequestLog } from "../logs/request-log.ts";
import type { McpPorts } from "../mcp/ports.ts";
import type { Clock } from "../platform/ports.ts";
import type { PlatformClient } from "../providers/openai/platform-client.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { Budgets } from "./budgets/budgets.ts";
import type { AccountServices } from "./codex/account-services.ts";
import type { BodyRooms } from "./http/body-room.ts";
import type { TurnServices } from "./turn/account-failover.ts";
import type { ResponseStore } from "./turn/response-store.ts";

export interface UsageReports {
  report(asked: AskedUsage): Promise<UsageReport>;
}

export interface GatewayServices extends TurnServices, AccountServices {
  version: string;
  settings: SettingsStore;
  platform: PlatformClient;
  responses: ResponseStore;
  usage: UsageReports;
  log: RequestLog;
  logger: Logger;
  clock: Clock;
  /** Learns of the person's Codex by its requests. */
  sawCodex: (headers: IncomingHttpHeaders) => void;
  /** Where message batches lie. */
  batchFolder: string;
  /** Something could not be understood and lies there now. */
  onSetAside: (kept: string) => void;
  /** Bytes of a request body. */
  bodyLimit: () => number;
  bodies: BodyRooms;
  budgets: Budgets;
  /** What the tools for agents read. */
  agents: () => Promise<McpPorts>;
}
