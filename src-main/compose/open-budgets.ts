/** The budgets, and what was used of them before a restart. */
import { openBudgetCounts } from "../gateway/budgets/budget-counts.ts";
import { createBudgets, type Budgets } from "../gateway/budgets/budgets.ts";
import type { BodyRooms } from "../gateway/http/body-room.ts";
import type { RequestLog } from "../logs/request-log.ts";
import type { Closing } from "../platform/closing.ts";
import type { Foundation } from "./foundation.ts";

export async function openBudgets(
  { clock, files, settings, logger, tellSetAside }: Foundation,
  bodies: BodyRooms,
  closing: Closing,
): Promise<Budgets> {
  const counts = await openBudgetCounts({
    file: files.budgets,
    clock,
    onSetAside: tellSetAside,
    onTrouble: (error) => logger.error({ error }, "what was used of the budgets could not be written"),
  });
  closing.defer(() => counts.settled());
  return createBudgets({ clock, settings, counts, bodies });
}

export function countRequests(log: RequestLog, budgets: Budgets): void {
  log.listen((row) => {
    if (row.outcome !== "running") budgets.count(row);
  });
}
