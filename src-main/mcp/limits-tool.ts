/** What is left, how fast it goes, and whether a piece of work still fits. */
import { z } from "zod";
import type { AccountView, RateWindow } from "../../src-shared/contract/accounts.ts";
import { accountNames } from "../../src-shared/account-name.ts";
import { paceOf } from "../../src-shared/limits/pace.ts";
import { staleSince } from "../../src-shared/limits/stale.ts";
import { windowName } from "../../src-shared/limits/window-name.ts";
import { bounded, iso, mostEntries } from "./bounds.ts";
import type { McpPorts } from "./ports.ts";

const time = z.string().nullable();

const window = z.object({
  name: z.string(),
  minutes: z.number(),
  left_percent: z.number(),
  resets_at: time,
  lasts_until: time.describe("when it runs out before its reset at this rate; null when it lasts"),
  forecast_percent: z.number().nullable().describe("used at the reset at this rate, may exceed 100"),
});

export const limitsAnswer = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      plan: z.string().nullable(),
      in_use: z.boolean().describe("new conversations go to it"),
      health: z.string(),
      works_again_at: time,
      read_at: time,
      stale: z.boolean(),
      windows: z.array(window),
    }),
  ),
  left_out: z.number(),
  waiting_requests: z.number().describe("requests that wait for a reset"),
});

export async function limits(ports: McpPorts, now: number): Promise<z.infer<typeof limitsAnswer>> {
  const [accounts, gateway] = await Promise.all([ports.accounts.list(), ports.gateway.status()]);
  const { shown, left_out } = bounded(accounts, mostEntries.others);
  // What an agent reads goes to whoever serves its model: no e-mail addresses.
  const nameOf = accountNames(accounts, true, "account");
  return {
    accounts: shown.map((account) => ({
      id: account.id,
      name: nameOf(account),
      plan: account.plan,
      in_use: account.active,
      health: account.health,
      works_again_at: iso(account.healthUntil),
      read_at: iso(account.limits?.readAt ?? null),
      stale: account.limits !== null && staleSince(account.limits, now) !== null,
      windows: (account.limits?.windows ?? []).map((each) => windowOf(each, now)),
    })),
    left_out,
    waiting_requests: gateway.waiting?.length ?? 0,
  };
}

function windowOf(told: RateWindow, now: number): z.infer<typeof window> {
  const { minutes, meter, resetsAt } = told;
  const { lastsUntil, forecastPercent } = paceOf(told, now);
  const name = windowName(minutes);
  return {
    name: meter === null ? name : `${meter} ${name}`,
    minutes,
    left_percent: leftOf(told, now),
    resets_at: resetsAt !== null && resetsAt > now ? iso(resetsAt) : null,
    lasts_until: iso(lastsUntil),
    forecast_percent: forecastPercent === null ? null : Math.round(forecastPercent),
  };
}

/** Percent; a window that has ended since is a new one. */
function leftOf({ usedPercent, resetsAt }: RateWindow, now: number): number {
  if (resetsAt !== null && resetsAt <= now) return 100;
  return Math.max(0, Math.round((100 - usedPercent) * 10) / 10);
}

export const fitsQuestion = z.object({
  tokens: z.int().min(1).max(1e9).describe("new tokens of the work: input that is not cached, and output"),
  account: z.string().max(100).optional().describe("id of an account; the one in use when left out"),
});

const verdict = z.enum(["yes", "no", "unknown"]);

export const fitsAnswer = z.object({
  fits: verdict.describe("in every window of the plan, before it resets"),
  account: z.string().nullable(),
  windows: z.array(
    z.object({
      name: z.string(),
      fits: verdict,
      left_percent: z.number(),
      needed_percent: z.number().nullable().describe("estimated; null where too little is known"),
      resets_at: time,
      basis_tokens: z
        .number()
        .nullable()
        .describe("tokens that were seen in this window so far; null: too many"),
    }),
  ),
  note: z.string(),
});

/** Pages of requests that are summed up for an estimate. */
const mostPages = 5;
/** Below this the backend's whole percents say too little. */
const leastPercent = 2;

export async function fits(
  ports: McpPorts,
  { tokens, account: wanted }: z.infer<typeof fitsQuestion>,
  now: number,
): Promise<z.infer<typeof fitsAnswer>> {
  const accounts = await ports.accounts.list();
  const account = accounts.find(({ id, active }) => (wanted === undefined ? active : id === wanted));
  if (account === undefined)
    return { fits: "unknown", account: null, windows: [], note: "There is no such account." };
  const windows = (account.limits?.windows ?? []).filter(({ meter }) => meter === null);
  const judged = await Promise.all(windows.map((each) => judge(ports, account, each, tokens, now)));
  const verdicts = judged.map((each) => each.fits);
  const all = verdicts.includes("no") ? "no" : verdicts.includes("unknown") ? "unknown" : "yes";
  return {
    fits: account.health === "limited" ? "no" : verdicts.length === 0 ? "unknown" : all,
    account: account.id,
    windows: judged,
    note: "An estimate from what this window's requests used: use elsewhere makes it too high, a dearer model too low.",
  };
}

async function judge(
  ports: McpPorts,
  account: AccountView,
  told: RateWindow,
  tokens: number,
  now: number,
): Promise<z.infer<typeof fitsAnswer>["windows"][number]> {
  const { minutes, usedPercent, resetsAt } = told;
  const open = resetsAt !== null && resetsAt > now;
  const seen = open ? await tokensSince(ports, account.id, resetsAt - minutes * 60_000) : 0;
  const left = leftOf(told, now);
  const known = open && seen !== null && seen > 0 && usedPercent >= leastPercent;
  const needed = known ? Math.round((tokens / seen) * usedPercent * 10) / 10 : null;
  return {
    name: windowName(minutes),
    fits: needed === null ? "unknown" : needed <= left ? "yes" : "no",
    left_percent: left,
    needed_percent: needed,
    resets_at: open ? iso(resetsAt) : null,
    basis_tokens: seen,
  };
}

/** Those that were not cached; null when there are too many requests to add up. */
async function tokensSince({ requests }: McpPorts, account: string, since: number): Promise<number | null> {
  let sum = 0;
  let before = null;
  for (let page = 0; page < mostPages; page += 1) {
    const { rows, next } = await requests.page({ account, since, before, limit: 1000 });
    for (const { tokens } of rows) if (tokens) sum += tokens.input - tokens.cached + tokens.output;
    if (next === null) return sum;
    before = next;
  }
  return null;
}
