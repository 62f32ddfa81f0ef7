/** Which accounts of a long list are shown, and how one is moved in it. */
import type { AccountHealth, AccountView } from "../../../src-shared/contract/index.ts";

export const statusFilters = ["all", "ok", "attention", "signIn", "paused"] as const;

export type StatusFilter = (typeof statusFilters)[number];

const healths: Record<Exclude<StatusFilter, "all">, AccountHealth[]> = {
  ok: ["ok"],
  attention: ["limited", "trouble"],
  signIn: ["sign-in-needed", "sealed"],
  paused: ["paused"],
};

/** @param query words that all have to be found in the label, the e-mail or the plan */
export function shownAccounts(accounts: AccountView[], query: string, status: StatusFilter): AccountView[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return accounts.filter(({ label, email, plan, health }) => {
    if (status !== "all" && !healths[status].includes(health)) return false;
    const text = [label, email, plan].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The ids with one of them at another index; the index is kept within the list. */
export function movedTo(ids: string[], id: string, index: number): string[] {
  const others = ids.filter((other) => other !== id);
  return others.toSpliced(Math.max(0, Math.min(index, others.length)), 0, id);
}

/** The ids with `id` before or after another one. */
export function movedBeside(ids: string[], id: string, beside: string, side: "before" | "after"): string[] {
  if (id === beside) return ids;
  const index = ids.filter((other) => other !== id).indexOf(beside);
  return index === -1 ? ids : movedTo(ids, id, side === "before" ? index : index + 1);
}
