/**
 * GET /_gateway/admin/usage?days=30: totals of today, this run, all time and by day, and `by`: the same by every
 * dimension. With ?by=model only by that one, as `groups`.
 */
import type { Request, Response } from "express";
import { usageInput } from "../../../src-shared/contract/usage.ts";
import { usageDimensions } from "../../../src-shared/usage-dimensions.ts";
import type { UsageReports } from "../services.ts";
import { parseBody } from "../../protocols/shared/parse-body.ts";

export function usageReport(usage: UsageReports) {
  return async (request: Request, response: Response): Promise<void> => {
    const { days, by } = request.query;
    const asked = parseBody(usageInput, { ...(days ? { days: Number(days) } : {}), ...(by ? { by } : {}) });
    const report = await usage.report(asked);
    if (by) return void response.json(report);
    const groups = await Promise.all(
      usageDimensions.map(async (by) => [by, (await usage.report({ ...asked, by })).groups] as const),
    );
    response.json({ ...report, by: Object.fromEntries(groups) });
  };
}
