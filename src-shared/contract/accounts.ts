import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";

/** One rate-limit window as last told by the upstream. */
export interface RateWindow {
  /** Length in minutes identifies it: 300 = 5 hours, 10080 = week, 43200 = month. */
  minutes: number;
  /** 0 to 100, may exceed 100. */
  usedPercent: number;
  /** Epoch milliseconds; null when not told. */
  resetsAt: number | null;
  /** Name of a separately metered model or feature; null for the plan's own windows. */
  meter: string | null;
}

export interface LimitsView {
  windows: RateWindow[];
  /** When these numbers were read, epoch milliseconds. */
  readAt: number;
  source: "headers" | "event" | "usage";
}

export interface CreditsView {
  hasCredits: boolean;
  unlimited: boolean;
  /** As told by the upstream, e.g. "12.5"; null when unknown. */
  balance: string | null;
}

export type AccountHealth =
  | "ok"
  /** A window is used up; works again at `healthUntil`. */
  | "limited"
  /** The login is dead; only signing in again helps. */
  | "sign-in-needed"
  /** Last contact failed for a passing reason. */
  | "trouble"
  /** Sealed by a keychain this process cannot open. */
  | "sealed"
  | "paused";

/** Why requests go to the account they go to. */
export type ActiveCode =
  /** Nothing else was ever asked for. */
  | "first"
  | "chosen"
  /** The one before has used up a window. */
  | "previous-limited"
  /** The one before is paused, removed, signed out or in trouble. */
  | "previous-unavailable"
  /** What the strategy of the settings says. */
  | "order"
  | "fill-first"
  | "most-remaining"
  | "round-robin";

export interface ActiveReason {
  code: ActiveCode;
  /** One sentence for a person. */
  message: string;
  /** Epoch milliseconds. */
  since: number;
}

export interface AccountView {
  id: string;
  /** own: signed in here; linked: follows the login of this computer's Codex, which stays where it lies. */
  kind: "own" | "linked";
  label: string | null;
  email: string | null;
  /** Open string from the upstream: plus, pro, team, free, … */
  plan: string | null;
  workspaceId: string;
  /** Requests go to this account. */
  active: boolean;
  /** null unless active. */
  activeReason: ActiveReason | null;
  paused: boolean;
  /** Models that are never asked of this account. */
  excludedModels: string[];
  /** Its own way out: a proxy's address without name and password, or none; null = as the settings say. */
  proxy: string | null;
  health: AccountHealth;
  /** Epoch milliseconds when `health` is expected to end by itself. */
  healthUntil: number | null;
  lastProblem: (Problem & { at: number }) | null;
  /** Expiry of the access token, epoch milliseconds; it is renewed before. */
  tokenExpiresAt: number | null;
  subscriptionUntil: number | null;
  limits: LimitsView | null;
  credits: CreditsView | null;
  addedAt: number;
  lastUsedAt: number | null;
}

/** What an import did with each set of credentials it found. */
export interface ImportResult {
  added: string[];
  renewed: string[];
  /** Entries that could not be used, and why. */
  skipped: { name: string; problem: Problem }[];
}

const accountId = z.object({ id: z.string().min(1) });

export const accounts = {
  list: oc.output(type<AccountView[]>()),
  /** Makes the account the one that requests go to. */
  use: oc.input(accountId).output(type<AccountView[]>()),
  setPaused: oc.input(accountId.extend({ paused: z.boolean() })).output(type<AccountView[]>()),
  setLabel: oc
    .input(accountId.extend({ label: z.string().trim().max(80).nullable() }))
    .output(type<AccountView[]>()),
  setExcludedModels: oc
    .input(accountId.extend({ models: z.array(z.string().trim().min(1)).max(200) }))
    .output(type<AccountView[]>()),
  /** An address of a proxy (http, https or socks5), none for no proxy, null for the way of the settings. */
  setProxy: oc
    .input(accountId.extend({ proxy: z.string().trim().min(1).max(2000).nullable() }))
    .output(type<AccountView[]>()),
  /** The accounts in a new order; those left out keep theirs and come last. */
  reorder: oc.input(z.object({ ids: z.array(z.string().min(1)).max(1000) })).output(type<AccountView[]>()),
  /** Revokes the login at the issuer (best effort) and deletes it here; a linked one is only let go. */
  remove: oc.input(accountId).output(type<AccountView[]>()),
  /** Renews the access token now and reads the limits again. */
  refresh: oc.input(accountId).output(type<AccountView>()),
  /** Reads the limits again; the login stays as it is. */
  refreshLimits: oc.input(accountId).output(type<AccountView>()),
  /** Follows the login of this computer's Codex where it lies; CODEX_HOME when no folder is named. */
  link: oc.input(z.object({ codexHome: z.string().min(1).optional() })).output(type<AccountView>()),
  /** Takes over credentials from the text of a file such as Codex' auth.json. */
  importText: oc
    .input(z.object({ name: z.string(), text: z.string().max(10_000_000) }))
    .output(type<ImportResult>()),
};
