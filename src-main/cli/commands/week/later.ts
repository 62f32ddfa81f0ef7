/** Commands that wait for their time: after a reset, above a share, before what is left expires, at a moment. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { filesIn } from "../../../settings/data-folder.ts";
import { UsageError, type Command, type CommandContext } from "../../parsing/command.ts";
import { noMore, textOption } from "../../parsing/option-values.ts";
import { timeWords } from "../../text/text.ts";
import type { Job, When } from "../../../jobs/job.ts";
import type { KnownJob } from "../../../jobs/job-folder.ts";

export const later: Command = {
  usage:
    "later [--after-reset | --above PERCENT | --before-expiry HOURS | --at TIME] [-o FILE] -- COMMAND · later list · later cancel JOB · later log JOB",
  help: "Runs a command in this folder when its time has come: after the next reset (the default), once an account has so much left, before unused quota expires, or at a time. It is started once, by the Switchyard that runs then, and its output is kept in a file that only you can read.",
  examples: [
    "switchyard later -- codex exec 'Write the missing tests'",
    "switchyard later --before-expiry 6 -o night.log -- ./refactor.sh",
    "switchyard later --at 03:00 -- switchyard ask 'Summarise NOTES.md'",
  ],
  options: {
    "after-reset": { type: "boolean", help: "when the tightest window has begun anew" },
    above: { type: "string", help: "when an account has so many percent left" },
    "before-expiry": {
      type: "string",
      help: "so many hours before an account's week ends with something left",
    },
    at: { type: "string", help: "03:00, or a date such as 2026-12-24T03:00" },
    output: { type: "string", short: "o", help: "the file for its output" },
  },
  async run(context, positionals, options) {
    const [action, id, ...rest] = positionals;
    if (action === undefined || action === "list") {
      noMore("later list", positionals.slice(1));
      return list(context);
    }
    if (action !== "cancel" && action !== "log") return add(context, positionals, options);
    noMore(`later ${action}`, rest);
    const jobs = await folderOf(context);
    const found = (await jobs.all()).find(({ job }) => job.id === id);
    if (found === undefined) throw new UsageError("Which job? `switchyard later list` shows them.");
    if (action === "log") {
      context.terminal.write(await readFile(found.job.output, "utf8").catch(() => ""));
      return 0;
    }
    const cancelled = await jobs.cancel(found.job.id);
    context.terminal.out(
      cancelled ? `${found.job.id} is cancelled.` : `${found.job.id} does not wait any more.`,
    );
    return cancelled ? 0 : 1;
  },
};

async function folderOf({ dataFolder }: CommandContext) {
  const { jobFolder } = await import("../../../jobs/job-folder.ts");
  return jobFolder(filesIn(dataFolder).jobs);
}

async function add(
  context: CommandContext,
  command: string[],
  options: Record<string, unknown>,
): Promise<number> {
  const jobs = await folderOf(context);
  const id = jobs.newId();
  const folder = process.cwd();
  const named = textOption(options, "output");
  const output = named === null ? jobs.outputOf(id) : path.resolve(folder, named);
  const when = await whenOf(context, options, Date.now());
  const paths = context.env["PATH"] ?? "";
  const job: Job = {
    id,
    command,
    folder,
    path: paths,
    output,
    when,
    addedAt: Date.now(),
    startedAt: null,
    endedAt: null,
    exitCode: null,
    problem: null,
  };
  await jobs.add(job);
  if (context.json) context.terminal.out(JSON.stringify({ id, when, output }, null, 2));
  else {
    context.terminal.out(`${id} runs ${whenWords(when, Date.now())}; its output goes to ${output}.`);
    context.terminal.error("Switchyard must be running then: the app, `serve` or the service.");
  }
  return 0;
}

async function whenOf(context: CommandContext, options: Record<string, unknown>, now: number): Promise<When> {
  const given = ["after-reset", "above", "before-expiry", "at"].filter((name) => options[name] !== undefined);
  if (given.length > 1)
    throw new UsageError(`--${given[0] ?? ""} and --${given[1] ?? ""} do not go together.`);
  switch (given[0]) {
    case "above":
      return { kind: "above", percent: whole(options, "above", 100) };
    case "before-expiry":
      return { kind: "before-expiry", withinMs: whole(options, "before-expiry", 168) * 3_600_000 };
    case "at":
      return { kind: "at", at: momentOf(textOption(options, "at") ?? "", now) };
    default:
      return { kind: "after-reset", at: await nextReset(context, now) };
  }
}

function whole(options: Record<string, unknown>, name: string, most: number): number {
  const value = Number(textOption(options, name));
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new UsageError(`--${name} wants a whole number from 1 to ${most}.`);
  return value;
}

/** The next time that the clock shows it, or a date. Throws UsageError. */
export function momentOf(text: string, now: number): number {
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? [];
  if (hours !== undefined && Number(hours) < 24 && Number(minutes) < 60) {
    const date = new Date(now);
    date.setHours(Number(hours), Number(minutes), 0, 0);
    if (date.getTime() <= now) date.setDate(date.getDate() + 1);
    return date.getTime();
  }
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time) && time > now) return time;
  throw new UsageError(`--at wants a time to come: 03:00 or 2026-12-24T03:00, not "${text}".`);
}

/** Of the tightest window of the account in use. */
async function nextReset(context: CommandContext, now: number): Promise<number> {
  const accounts = await (await context.connect()).accounts.list();
  const account = accounts.find(({ active }) => active);
  const windows = (account?.limits?.windows ?? []).filter(
    ({ meter, resetsAt }) => meter === null && resetsAt !== null && resetsAt > now,
  );
  const tightest = windows.toSorted((a, b) => b.usedPercent - a.usedPercent)[0];
  if (tightest?.resetsAt == null)
    throw new UsageError("No reset is known yet: look at `switchyard status`, or name a time with --at.");
  return tightest.resetsAt;
}

function whenWords(when: When, now: number): string {
  switch (when.kind) {
    case "at":
      return timeWords(when.at, now);
    case "after-reset":
      return `after the reset ${timeWords(when.at, now)}`;
    case "above":
      return `once ${when.percent} % are left`;
    case "before-expiry":
      return `when something is left ${when.withinMs / 3_600_000} h before a week ends`;
  }
}

async function list(context: CommandContext): Promise<number> {
  const { terminal, json } = context;
  const all = await (await folderOf(context)).all();
  if (json) terminal.out(JSON.stringify({ jobs: all.map(({ job, state }) => ({ ...job, state })) }, null, 2));
  else if (all.length === 0) terminal.out("No jobs. `switchyard later -- COMMAND` adds one.");
  else for (const each of all) terminal.out(line(each, Date.now()));
  return 0;
}

function line({ job, state }: KnownJob, now: number): string {
  const { id, command, when, startedAt, endedAt, exitCode, problem } = job;
  const words = {
    waiting: () => `waits, runs ${whenWords(when, now)}`,
    running: () => `runs since ${timeWords(startedAt ?? now, now).replace(/^at /, "")}`,
    ended: () =>
      `ended ${timeWords(endedAt ?? now, now)}: ${problem ?? `exit code ${exitCode ?? "unknown"}`}`,
    cancelled: () => "cancelled",
  }[state]();
  return `${id}  ${command.join(" ").slice(0, 60)}\n    ${words}`;
}
