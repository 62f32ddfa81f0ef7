/** GET /_gateway/admin/usage?days=30&by=model: totals of today, this run, all time, by day and by one dimension. */
import type { Request, Response } from "express";
import { usageInput, type UsageReport } from "../../../src-shared/contract/usage.ts";
import type { UsageDimension } from "../../../src-shared/usage-dimensions.ts";
import { parseBody } from "../../protocols/shared/parse-body.ts";

export interface UsageReports {
  report(asked: { days: number; by: UsageDimension }): Promise<UsageReport>;
}

export function usageReport(usage: UsageReports) {
  return async (request: Request, response: Response): Promise<void> => {
    const { days, by } = request.query;
    const asked = parseBody(usageInput, { ...(days ? { days: Number(days) } : {}), ...(by ? { by } : {}) });
    response.json(await usage.report(asked));
  };
}
