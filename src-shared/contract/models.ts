import { oc, type } from "@orpc/contract";

export interface ModelView {
  id: string;
  displayName: string;
  /** Tokens. */
  contextWindow: number | null;
  maxContextWindow: number | null;
  efforts: string[];
  defaultEffort: string | null;
  tiers: string[];
  inputs: string[];
  /** False for entries the catalog marks as hidden. */
  listed: boolean;
}

export interface CatalogView {
  /** live: read from the backend; cache: read earlier, on disk; built-in: shipped with the app. */
  source: "live" | "cache" | "built-in";
  /** Epoch milliseconds; null for built-in. */
  fetchedAt: number | null;
  models: ModelView[];
}

export const models = {
  list: oc.output(type<CatalogView>()),
  refresh: oc.output(type<CatalogView>()),
};
