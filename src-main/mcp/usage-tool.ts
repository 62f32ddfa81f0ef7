/** Where the tokens went, and what failed. */
import { z } from "zod";
import type { RequestRow, TokenUsage } from "../../src-shared/contract/requests.ts";
import type { UsageTotals } from "../../src-shared/contract/usage.ts";
import { usageDimensions } from "../../src-shared/usage-dimensions.ts";
import { bounded, iso, mostEntries, short } from "./bounds.ts";
import type { McpPorts } from "./ports.ts";

export const usageQuestion = z.object({
  days: z.int().min(1).max(90).default(1).describe("1 is today"),
  by: z.enum(usageDimensions).default("model"),
});

const tokens = z.object({
  input: z.number(),
  cached: z.number().describe("part of input"),
  output: z.number(),
  reasoning: z.number().describe("part of output"),
});

const totals = z.object({
  requests: z.number(),
  failed: z.number(),
  tokens,
  cost: z.number().nullable().describe("by the person's own price list; null without one"),
});

export const usageAnswer = z.object({
  days: z.number(),
  by: z.string(),
  currency: z.string().nullable(),
  total: totals,
  groups: z.array(totals.extend({ name: z.string() })),
  left_out: z.number(),
});

export async function usage(
  ports: McpPorts,
  { days, by }: z.infer<typeof usageQuestion>,
): Promise<z.infer<typeof usageAnswer>> {
  const report = await ports.usage.report({ days, by });
  const { shown, left_out } = bounded(report.groups, mostEntries.groups);
  const all = report.groups.map(totalsOf);
  const priced = all.flatMap(({ cost }) => cost ?? []);
  const sum = (of: (each: z.infer<typeof totals>) => number) => all.reduce((so, each) => so + of(each), 0);
  return {
    days,
    by,
    currency: report.prices.currency,
    total: {
      requests: sum((each) => each.requests),
      failed: sum((each) => each.failed),
      tokens: {
        input: sum((each) => each.tokens.input),
        cached: sum((each) => each.tokens.cached),
        output: sum((each) => each.tokens.output),
        reasoning: sum((each) => each.tokens.reasoning),
      },
      cost: priced.length === 0 ? null : priced.reduce((so, each) => so + each, 0),
    },
    groups: shown.map((group) => ({ name: short(group.name), ...totalsOf(group) })),
    left_out,
  };
}

function totalsOf({ requests, failed, tokens: told, estimate }: UsageTotals): z.infer<typeof totals> {
  const { input, cached, output, reasoning }: TokenUsage = told;
  return {
    requests,
    failed,
    tokens: { input, cached, output, reasoning },
    cost: estimate?.amount ?? null,
  };
}

export const failuresQuestion = z.object({
  limit: z.int().min(1).max(mostEntries.failures).default(10),
});

export const failuresAnswer = z.object({
  failures: z.array(
    z.object({
      at: z.string(),
      tool: z.string(),
      endpoint: z.string(),
      model: z.string().nullable(),
      provider: z.string(),
      status: z.number().nullable(),
      code: z.string(),
      why: z.string(),
      what_to_do: z.string(),
      attempts: z.number(),
    }),
  ),
});

/** Newest first: those of this run, then what was recorded before. */
export async function failures(
  ports: McpPorts,
  { limit }: z.infer<typeof failuresQuestion>,
): Promise<z.infer<typeof failuresAnswer>> {
  const recent = await ports.requests.recent({ limit: 1000 });
  const now = recent.filter(({ outcome }) => outcome === "failed");
  const earlier = now.length >= limit ? [] : (await ports.requests.page({ outcome: "failed", limit })).rows;
  const known = new Set(now.map(({ id }) => id));
  const rows = [...now, ...earlier.filter(({ id }) => !known.has(id))].slice(0, limit);
  return { failures: rows.map(failureOf) };
}

function failureOf(row: RequestRow): z.infer<typeof failuresAnswer>["failures"][number] {
  const { startedAt, client, endpoint, model, provider, status, problem, attempts } = row;
  return {
    at: iso(startedAt) ?? "",
    tool: short(client.name),
    endpoint: short(endpoint),
    model: model === null ? null : short(model),
    provider: short(provider),
    status,
    code: problem?.code ?? "unknown",
    why: short(problem?.message ?? "Nothing is known about it."),
    what_to_do: short(problem?.advice ?? ""),
    attempts,
  };
}
