import type { RequestRow } from "../../src-shared/contract/requests.ts";
import { logRequest } from "../logs/log-request.ts";
import type { Logger } from "../logs/logger.ts";
import type { RequestLog } from "../logs/request-log.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { UsageRecorder } from "../usage/usage-recorder.ts";

export interface RecordPorts {
  log: Pick<RequestLog, "listen">;
  usage: Pick<UsageRecorder, "record">;
  settings: Pick<SettingsStore, "values">;
  logger: Logger;
}

/** Every request that has ended goes into usage.db and the program log, as far as the settings want it there. */
export function recordRequests({ log, usage, settings, logger }: RecordPorts): void {
  onEnded(log, (row) => {
    const { data, log: chosen } = settings.values();
    if (data.recordRequests) usage.record(row);
    logRequest(logger, row, chosen.mode);
  });
}

/** Called with every request when it has ended. */
export function onEnded(log: Pick<RequestLog, "listen">, listener: (row: RequestRow) => void): void {
  log.listen((row) => {
    if (row.outcome !== "running") listener(row);
  });
}
