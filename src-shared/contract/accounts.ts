import { oc, type } from "@orpc/contract";
import { z } from "zod";
import type { Problem } from "../problem.ts";

/** One rate-limit window as last told by the upstream. */
export interface RateWindow {
  /** Length in minutes identifies it: 300 = 5 hours, 10080 = week, 43200 = month. */
  minutes: number;
  /** 0 to 100. */
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
  source: LimitSource;
}

export type LimitSource = "headers" | "event" | "usage";

export interface CreditsView {
  hasCredits: boolean;
  unlimited: boolean;
  /** As told by the upstream, e.g. "12.5"; null when unknown. */
  balance: string | null;
  /** Epoch milliseconds. */
  readAt: number;
  source: LimitSource;
}

/** A limit on spending that a workspace set for this person. What was not told is null. */
export interface SpendView {
  reached: boolean;
  limit: number | null;
  used: number | null;
  remainingPercent: number | null;
  /** Epoch milliseconds. */
  resetsAt: number | null;
  /** Epoch milliseconds; only GET /wham/usage tells it. */
  readAt: number;
}

/** Credits that start the account's windows anew when one is spent. */
export interface ResetCreditsView {
  available: number;
  /** When the available ones expire, soonest first, epoch milliseconds; those that never do are not listed. */
  expiresAt: number[];
  /** Epoch milliseconds. */
  readAt: number;
}

export type ResetOutcome = "reset" | "nothing-to-reset" | "no-credit" | "already-redeemed";

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
  | "soonest-reset"
  | "round-robin"
  /** The one before has only its reserve left. */
  | "reserve";

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
  spend: SpendView | null;
  resets: ResetCreditsView | null;
  addedAt: number;
  /** When its login was last exported, epoch milliseconds. */
  exportedAt: number | null;
  lastUsedAt: number | null;
}

/** What an import does, or would do, with an entry. */
export type ImportAction =
  | "add"
  /** The account is known, with a login that is older or dead. */
  | "renew"
  | "same"
  /** What Switchyard holds, or another entry of the import, is newer. */
  | "older"
  /** What Switchyard holds is sealed by a keychain that this process cannot open. */
  | "sealed"
  /** A file in an archive that is no JSON. */
  | "ignored"
  | "broken";

export interface ImportEntry {
  /** File, and the place in it. */
  name: string;
  action: ImportAction;
  /** Why it is left out; null when it is not. */
  problem: Problem | null;
  /** Whose login it is; null where that could not be read. */
  id: string | null;
  email: string | null;
  workspaceId: string | null;
  plan: string | null;
  /** Of the access token, epoch milliseconds. */
  tokenExpiresAt: number | null;
  /** False: it serves until it expires and cannot be renewed. */
  renewable: boolean;
}

export interface ImportPreview {
  entries: ImportEntry[];
  /** Given to `importFiles`, it imports only when that still does the same. */
  fingerprint: string;
}

/** What an import did with each set of credentials it found. */
export interface ImportResult {
  added: string[];
  renewed: string[];
  /** Entries that were left out, and why. */
  skipped: { name: string; problem: Problem }[];
}

/** Who asked for an export. */
export type ExportedBy = "window" | "command-line";

/** What is remembered of an export. */
export interface ExportRecord {
  /** Epoch milliseconds. */
  at: number;
  by: ExportedBy;
  /** Ids of the accounts in it. */
  accounts: string[];
}

export interface AccountsExport {
  /** What a file of it is called. */
  fileName: string;
  /** Holds the tokens. */
  text: string;
  /** Ids. */
  exported: string[];
  /** Accounts that cannot be exported, and why. */
  skipped: { name: string; problem: Problem }[];
}

const fileName = z.string().min(1).max(500);

/** A chosen file: JSON as text, or any bytes, for example of a ZIP archive. */
const importFile = z.union([
  z.strictObject({ name: fileName, text: z.string().max(10_000_000) }),
  z.strictObject({ name: fileName, base64: z.base64().max(14_000_000) }),
]);

export type ImportFile = z.infer<typeof importFile>;

const importFiles = z.array(importFile).min(1).max(200);

const exportedAccounts = z.object({ ids: z.array(z.string().min(1)).min(1).max(1000) });

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
  /** What an import of these files would do; nothing is written. */
  previewImport: oc.input(z.object({ files: importFiles })).output(type<ImportPreview>()),
  /** Takes credentials over from files such as Codex's auth.json. With a fingerprint just what was previewed, or nothing. */
  importFiles: oc
    .input(z.object({ files: importFiles, fingerprint: z.string().optional() }))
    .output(type<ImportResult>()),
  /** The logins of these accounts, tokens and all; that it was done is remembered. */
  export: oc
    .input(exportedAccounts.extend({ by: z.enum(["window", "command-line"]) }))
    .output(type<AccountsExport>()),
  /** The same into a file the person chooses; null path when they chose none. Only the desktop app has it. */
  exportToFile: oc
    .input(exportedAccounts)
    .output(type<Omit<AccountsExport, "text" | "fileName"> & { path: string | null }>()),
  /** Spends one of the account's reset credits at OpenAI. Never called but by a person. */
  spendReset: oc.input(accountId).output(type<{ outcome: ResetOutcome; account: AccountView }>()),
};
