import { oc, type } from "@orpc/contract";
import type { Problem } from "../problem.ts";

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

/** Of the ChatGPT accounts. */
export interface AccountCatalog {
  /** live: read from the backend; cache: read earlier, on disk; built-in: shipped with the app. */
  source: "live" | "cache" | "built-in";
  /** Epoch milliseconds; null for built-in. */
  fetchedAt: number | null;
  models: ModelView[];
}

export interface CatalogView extends AccountCatalog {
  /** Of the other providers; their models are asked for as `NAME:MODEL`. */
  providers: ProviderModels[];
}

export interface ProviderModels {
  /** Its name. */
  provider: string;
  models: ModelView[];
  /** Epoch milliseconds; null when it was not read yet. */
  readAt: number | null;
  /** Why the last reading failed. */
  problem: Problem | null;
}

export const models = {
  list: oc.output(type<CatalogView>()),
  refresh: oc.output(type<CatalogView>()),
};
