/**
 * prices.json: what a million tokens cost, put in by the person. None is built in: no price of these models is
 * documented for a subscription, and a made-up one would be worse than none.
 */
import { readFileSync, statSync } from "node:fs";
import type { CostEstimate, PriceInfo } from "../../src-shared/contract/usage.ts";
import { priceTable, type Price, type PriceTable } from "../../src-shared/price-table.ts";
import type { TokenUsage } from "../../src-shared/contract/requests.ts";

export interface Prices {
  info: PriceInfo;
  of(model: string): Price | null;
}

const million = 1_000_000;

/** In the currency of the price. cached is part of input, reasoning of output. */
function costOf({ input, cached, output }: TokenUsage, { cached: reduced, ...price }: Price): number {
  const fresh = input - cached;
  return (fresh * price.input + cached * (reduced ?? price.input) + output * price.output) / million;
}

/** Tokens by model to an estimate. @param requests with token counts */
export function estimateOf(
  lines: readonly { model: string | null; requests: number; tokens: TokenUsage }[],
  prices: Prices,
): CostEstimate {
  let sum: number | null = null;
  let unpriced = 0;
  for (const { model, requests, tokens } of lines) {
    const found = model === null ? null : prices.of(model);
    if (found === null) unpriced += requests;
    else sum = (sum ?? 0) + costOf(tokens, found);
  }
  return { amount: sum, unpriced };
}

/** Reads the file again when it was changed. A file that cannot be understood gives no prices, and says why. */
export function createPriceTable(file: string): () => Prices {
  let readAt: number | null = null;
  let prices = pricesOf(file, null);
  return () => {
    const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
    if (changedAt !== readAt) {
      readAt = changedAt;
      prices = changedAt === null ? pricesOf(file, null) : readPrices(file);
    }
    return prices;
  };
}

function readPrices(file: string): Prices {
  const { data, error } = priceTable.safeParse(jsonOf(file));
  if (data) return pricesOf(file, data);
  const where = error?.issues[0]?.path.join(".") ?? "";
  const none = pricesOf(file, null);
  const problem = {
    code: "bad_request" as const,
    message: `prices.json cannot be understood${where === "" ? "" : ` at ${where}`}: there are no cost estimates.`,
    advice:
      'It looks like this: {"currency": "USD", "models": {"NAME": {"input": 1, "cached": 0.1, "output": 8}}}.',
  };
  return { ...none, info: { ...none.info, problem } };
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function pricesOf(file: string, table: PriceTable | null): Prices {
  const models = new Map(Object.entries(table?.models ?? {}));
  const currency = models.size === 0 ? null : (table?.currency ?? null);
  return {
    info: { file, currency, models: models.size, problem: null },
    of: (model) => models.get(model) ?? null,
  };
}
