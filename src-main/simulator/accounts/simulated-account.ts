/** A person's seat in one workspace: what a sign-in hands out and what limits are counted on. */

export interface SimulatedMeter {
  /** As in `x-codex-<limit>-primary-used-percent`, e.g. `bengalfox`. */
  limit: string;
  /** Shown name, e.g. `GPT-5.3-Codex-Spark`. */
  name: string;
  /** Models counted on this meter and not on the plan. */
  models: string[];
}

export interface SimulatedWindow {
  /** Length: 300 = 5 hours, 10080 = week, 43200 = month. */
  minutes: number;
  usedPercent: number;
  /** Epoch milliseconds; the window starts anew when it has passed. */
  resetsAt: number;
  /** Added to `usedPercent` by every answer served. */
  percentPerRequest: number;
  meter: SimulatedMeter | null;
}

interface SimulatedCredits {
  hasCredits: boolean;
  unlimited: boolean;
  balance: string;
}

interface SimulatedSpendControl {
  reached: boolean;
  limit: number;
  used: number;
  /** Epoch milliseconds. */
  resetsAt: number;
}

interface SimulatedReset {
  id: string;
  status: "available" | "redeemed";
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** Live: a test may change any field while the simulator runs. */
export interface SimulatedAccount {
  /** Key inside the simulator, e.g. in `button[data-account]`. */
  id: string;
  email: string;
  name: string;
  plan: string;
  /** Seats of one person share it. */
  userId: string;
  /** The `chatgpt-account-id`. Seats of one workspace share it. */
  workspaceId: string;
  workspaceName: string;
  structure: "personal" | "workspace";
  windows: SimulatedWindow[];
  credits: SimulatedCredits;
  spendControl: SimulatedSpendControl | null;
  /** Credits that start the windows anew. */
  resets: SimulatedReset[];
  /** Answers 429 usage_limit_reached whatever the windows say. */
  exhausted: boolean;
  /** Answers 402 deactivated_workspace. */
  deactivated: boolean;
  /** Epoch milliseconds. */
  subscriptionUntil: number | null;
}

interface WindowOptions {
  minutes: number;
  usedPercent?: number;
  /** From the start of the simulator; the length of the window when left out. */
  resetsInMinutes?: number;
  percentPerRequest?: number;
  meter?: SimulatedMeter;
}

export type AccountOptions = Pick<SimulatedAccount, "id"> &
  Partial<Omit<SimulatedAccount, "id" | "windows" | "subscriptionUntil" | "resets" | "spendControl">> & {
    windows?: WindowOptions[];
    subscriptionDays?: number;
    /** Days after which each of its reset credits expires. */
    resetDays?: number[];
    spendControl?: { limit: number; used: number; resetsInDays: number };
  };

function stableUuid(text: string): string {
  const digits = Buffer.from(text).toString("hex").slice(-12).padStart(12, "0");
  return `00000000-0000-4000-8000-${digits}`;
}

/** Fills in what is not given: a Plus account with an untouched 5-hour and weekly window. */
export function createAccount(options: AccountOptions, now: number): SimulatedAccount {
  if (!/^[\w-]+$/.test(options.id))
    throw new Error(`"${options.id}" cannot be the id of a simulated account.`);
  const windows = options.windows ?? [{ minutes: 300 }, { minutes: 10_080 }];
  const structure = options.structure ?? "personal";
  return {
    email: `${options.id}@example.test`,
    name: options.id,
    plan: "plus",
    userId: `user-${options.id}`,
    workspaceId: stableUuid(options.id),
    workspaceName: structure === "personal" ? "Personal" : "Workspace",
    credits: { hasCredits: false, unlimited: false, balance: "0" },
    exhausted: false,
    deactivated: false,
    ...options,
    structure,
    subscriptionUntil: options.plan === "free" ? null : now + (options.subscriptionDays ?? 30) * 86_400_000,
    spendControl: options.spendControl
      ? {
          reached: options.spendControl.used >= options.spendControl.limit,
          limit: options.spendControl.limit,
          used: options.spendControl.used,
          resetsAt: now + options.spendControl.resetsInDays * 86_400_000,
        }
      : null,
    resets: (options.resetDays ?? []).map((days, index) => ({
      id: `reset-${options.id}-${index + 1}`,
      status: "available",
      expiresAt: now + days * 86_400_000,
    })),
    windows: windows.map((window) => ({
      minutes: window.minutes,
      usedPercent: window.usedPercent ?? 0,
      resetsAt: now + (window.resetsInMinutes ?? window.minutes) * 60_000,
      percentPerRequest: window.percentPerRequest ?? 0,
      meter: window.meter ?? null,
    })),
  };
}
