/** Whether an account has enough of its windows left for what a script wants to do. */
import type { AccountView } from "../contract/accounts.ts";
import { staleSince } from "./stale.ts";

type LeftVerdict =
  | "enough"
  | "too-little"
  /** Paused, signed out, or its login cannot be opened. */
  | "out-of-service"
  /** No limits were told, none of the asked length, or they are too old to be trusted. */
  | "unknown";

export interface AccountLeft {
  verdict: LeftVerdict;
  /** Percent left of the tightest of the asked windows; null when not known. */
  left: number | null;
  /** When that window resets, epoch milliseconds. */
  resetsAt: number | null;
}

/** @param minutes length of the window; null: the tightest of the plan's own */
export function accountLeft(
  { health, limits }: Pick<AccountView, "health" | "limits">,
  asked: { percent: number; minutes: number | null },
  now: number,
): AccountLeft {
  const windows = (limits?.windows ?? [])
    .filter(({ meter, minutes }) => meter === null && (asked.minutes === null || minutes === asked.minutes))
    .map(({ usedPercent, resetsAt }) => ({
      // A window that has ended since is a new one.
      left: resetsAt !== null && resetsAt <= now ? 100 : Math.max(0, 100 - usedPercent),
      resetsAt,
    }))
    .toSorted((one, other) => one.left - other.left);
  const tightest = windows[0] ?? { left: null, resetsAt: null };
  const verdict = (): LeftVerdict => {
    if (health === "paused" || health === "sign-in-needed" || health === "sealed") return "out-of-service";
    if (health === "limited") return "too-little";
    if (limits === null || tightest.left === null || staleSince(limits, now) !== null) return "unknown";
    return tightest.left >= asked.percent ? "enough" : "too-little";
  };
  return { verdict: verdict(), ...tightest };
}
