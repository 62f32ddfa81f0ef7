/** GET /_gateway/admin/usage?days=30&by=model: totals of today, this run, all time, by day and by one dimension. */
import type { Request, Response } from "express";
import { usageInput } from "../../../src-shared/contract/usage.ts";
import type { UsageReports } from "../services.ts";
import { parseBody } from "../../protocols/shared/parse-body.ts";

export function usageReport(usage: UsageReports) {
  return async (request: Request, response: Response): Promise<void> => {
    const { days, by } = request.query;
    const asked = parseBody(usageInput, { ...(days ? { days: Number(days) } : {}), ...(by ? { by } : {}) });
    response.json(await usage.report(asked));
  };
}
