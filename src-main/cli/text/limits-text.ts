/** What a plan has left beside its windows, and where each number is from. What was never told is a dash. */
import type { AccountView, LimitSource } from "../../../src-shared/contract/accounts.ts";
import { timeWords } from "./text.ts";

/** Lines for a person. @param now epoch milliseconds */
export function limitsText({ limits, credits, spend, resets }: AccountView, now: number): string[] {
  const lines = [
    limits === null
      ? "Limits: — (not read yet)"
      : `Limits read ${from(limits.source)}, ${age(limits.readAt, now)}`,
  ];
  if (credits === null) lines.push("Credits: —");
  else {
    const balance = credits.unlimited
      ? "unlimited"
      : credits.hasCredits
        ? (credits.balance ?? "some")
        : "none";
    lines.push(`Credits: ${balance} (${from(credits.source)}, ${age(credits.readAt, now)})`);
  }
  if (spend !== null) {
    const used = `${spend.used ?? "—"} of ${spend.limit ?? "—"} used`;
    const left = spend.remainingPercent === null ? "" : `, ${Math.round(spend.remainingPercent)} % left`;
    const reset = spend.resetsAt === null ? "" : `, resets ${timeWords(spend.resetsAt, now)}`;
    const reached = spend.reached ? "reached, " : "";
    lines.push(
      `Spending limit: ${reached}${used}${left}${reset} (${from("usage")}, ${age(spend.readAt, now)})`,
    );
  }
  if (resets === null) lines.push("Reset credits: —");
  else {
    const [next] = resets.expiresAt;
    const expiry = next === undefined ? "" : `, the next expires ${timeWords(next, now)}`;
    lines.push(`Reset credits: ${resets.available}${expiry} (${age(resets.readAt, now)})`);
  }
  return lines;
}

function from(source: LimitSource): string {
  if (source === "headers") return "from an answer's headers";
  return source === "event" ? "from a stream's event" : "from the usage page";
}

function age(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 120) return `${minutes} min ago`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} days ago`;
}
