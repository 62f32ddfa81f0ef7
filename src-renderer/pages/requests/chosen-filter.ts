/** What the person chose to see of the requests, as a question to the database. */
import type { RequestFilter } from "../../../src-shared/contract/index.ts";

export const spans = ["all", "hour", "day", "week"] as const;
export type Span = (typeof spans)[number];

export interface ChosenFilter {
  outcome: "all" | "failed";
  /** Empty: all. */
  account: string;
  /** Empty: all. */
  provider: string;
  model: string;
  client: string;
  span: Span;
}

export const noFilter: ChosenFilter = {
  outcome: "all",
  account: "",
  provider: "",
  model: "",
  client: "",
  span: "all",
};

const hour = 3_600_000;
const lengths: Record<Exclude<Span, "all">, number> = { hour, day: 24 * hour, week: 7 * 24 * hour };

export function isFiltered(filter: ChosenFilter): boolean {
  return Object.entries(noFilter).some(([name, value]) => filter[name as keyof ChosenFilter] !== value);
}

export function filterOf(
  { outcome, account, provider, model, client, span }: ChosenFilter,
  now: number,
): RequestFilter {
  return {
    ...(outcome === "failed" ? { outcome } : {}),
    ...(account === "" ? {} : { account }),
    ...(provider === "" ? {} : { provider }),
    ...(model.trim() === "" ? {} : { model: model.trim() }),
    ...(client.trim() === "" ? {} : { client: client.trim() }),
    ...(span === "all" ? {} : { since: now - lengths[span] }),
  };
}
