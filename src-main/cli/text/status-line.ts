/** One line about what is left, for status bars. Pure. */
import type { AccountLimits } from "../../../src-shared/limits/limits-answer.ts";

export const defaultFormat = "{account} {windows}";

/**
 * `{account}`, `{windows}` for all windows, and `{NAME}` and `{NAME-reset}` for one of them: its name in lower case and
 * without spaces, as `5h` and `week`. What is not known is a dash; other words in braces stay as they are.
 */
export function statusLine(account: AccountLimits, format: string, now: number): string {
  const windows = new Map(account.windows.map((window) => [keyOf(window.name), window]));
  const known = [...windows.values()];
  return format.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) => {
    if (name === "account") return account.name;
    if (name === "windows") return known.map((each) => `${each.name} ${percent(each)}`).join(" · ") || "–";
    const [, key = "", reset] = /^(.+?)(-reset)?$/.exec(name) ?? [];
    const window = windows.get(key);
    if (window !== undefined) return reset === undefined ? percent(window) : time(window.resets_at, now);
    return key === "5h" || key === "week" || key === "month" ? "–" : whole;
  });
}

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(" ", "");
}

function percent({ left_percent: left }: AccountLimits["windows"][number]): string {
  return `${Math.floor(left)}%`;
}

/** Of the day where it is near, else with its day. */
function time(resetsAt: string | null, now: number): string {
  if (resetsAt === null) return "–";
  const at = new Date(resetsAt);
  const clock = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const near = at.getTime() - now < 20 * 3_600_000;
  return near ? clock : `${at.toLocaleDateString("en-GB", { weekday: "short" })} ${clock}`;
}
