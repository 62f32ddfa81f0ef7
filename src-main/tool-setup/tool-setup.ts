/**
 * Points other tools' settings files at the gateway and back: only values of ours are touched, what they displaced is
 * written down first, and each is undone by itself when the file was changed meanwhile.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { ToolId, ToolPreview, ToolView } from "../../src-shared/contract/tools.ts";
import { AppError } from "../platform/app-error.ts";
import { readFileIfThere, writeFileAtomic } from "../platform/atomic-file.ts";
import { readTextFile, replaceTextFile } from "../platform/foreign-file.ts";
import { lineDiff } from "../platform/line-diff.ts";
import { checkJson, JsonProblem, readJson, writeJson } from "./json-edit.ts";
import { tools, type GatewayFacts, type Surroundings, type ToolPlan } from "./tools.ts";

const entrySchema = z.object({
  id: z.string(),
  /** The gateway's address when it was written; older entries do not say. */
  root: z.string().optional(),
  file: z.string(),
  /** The whole text before and after: undone to the byte while nobody else has touched the file. */
  before: z.string().nullable(),
  written: z.string(),
  values: z.array(
    z.object({ path: z.array(z.string()), own: z.unknown(), displaced: z.unknown().optional() }),
  ),
});
const journalSchema = z.object({ version: z.literal(1), entries: z.array(entrySchema) });
type Entry = z.infer<typeof entrySchema>;

export type ToolSetup = ReturnType<typeof createToolSetup>;

export function createToolSetup(options: {
  journalFile: string;
  facts: () => GatewayFacts;
  around: Surroundings;
}) {
  const { journalFile, facts, around } = options;
  const ids = Object.keys(tools) as ToolId[];
  let lane: Promise<unknown> = Promise.resolve();

  const planOf = (id: ToolId) => tools[id](facts(), around);

  async function readJournal(): Promise<Entry[]> {
    const text = await readFileIfThere(journalFile);
    return text === null ? [] : journalSchema.parse(JSON.parse(text)).entries;
  }

  async function writeJournal(entries: Entry[]): Promise<void> {
    await writeFileAtomic(journalFile, `${JSON.stringify({ version: 1, entries }, null, 2)}\n`);
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = lane.then(work);
    lane = done.catch(() => {});
    return done;
  }

  async function list(): Promise<ToolView[]> {
    const entries = await readJournal();
    return Promise.all(
      ids.map(async (id) => {
        const { file } = planOf(id);
        const entry = entries.find((each) => each.id === id);
        return {
          id,
          file,
          present: existsSync(path.dirname(file)),
          state: entry ? await stateOf(entry) : "off",
        };
      }),
    );
  }

  async function undo(id: ToolId): Promise<string[]> {
    const entries = await readJournal();
    const entry = entries.find((each) => each.id === id);
    if (!entry) return [];
    const file = await readTextFile(entry.file);
    const { text, foreign } = file.text === null ? { text: null, foreign: [] } : restore(file.text, entry);
    if (text !== file.text) await replaceTextFile(file, text);
    await writeJournal(entries.filter((each) => each.id !== id));
    return foreign;
  }

  async function write(id: ToolId): Promise<void> {
    await undo(id);
    const plan = planOf(id);
    const file = await readTextFile(plan.file);
    const written = checked(plan.file, () => edited(file.text, plan));
    const values = plan.values.map(({ path: at, value }) => {
      const displaced = readJson(file.text ?? "", at);
      return { path: at, own: value, ...(displaced === undefined ? {} : { displaced }) };
    });
    const entries = await readJournal();
    await writeJournal([
      ...entries,
      { id, root: facts().root, file: plan.file, before: file.text, written, values },
    ]);
    await replaceTextFile(file, written);
  }

  return {
    list: () => inTurn(list),

    async preview(id: ToolId): Promise<ToolPreview> {
      const plan = planOf(id);
      const { text } = await readTextFile(plan.file);
      try {
        return { file: plan.file, diff: lineDiff(text ?? "", edited(text, plan)), refusal: null };
      } catch (error) {
        if (!(error instanceof JsonProblem)) throw error;
        return { file: plan.file, diff: [], refusal: { message: error.message, line: error.line } };
      }
    },

    turnOn: (id: ToolId) =>
      inTurn(async () => {
        await write(id);
        return list();
      }),

    /**
     * The gateway has another address: tools that are set up, and whose values nobody else has changed, follow. Each
     * by itself; resolves with what went wrong.
     */
    readdress: () =>
      inTurn(async () => {
        const failed: unknown[] = [];
        for (const entry of await readJournal()) {
          if (entry.root === facts().root || (await stateOf(entry)) !== "on") continue;
          await write(entry.id as ToolId).catch((error: unknown) => failed.push(error));
        }
        return failed;
      }),

    /** Resolves with the values that others changed and that were left alone. */
    turnOff: (id: ToolId) =>
      inTurn(async () => {
        const foreign = await undo(id);
        return { tools: await list(), foreign };
      }),
  };
}

function edited(text: string | null, plan: ToolPlan): string {
  let next = text ?? "";
  checkJson(next);
  if (next.trim() === "") next = "{}\n";
  for (const { path: at, value } of plan.values) next = writeJson(next, at, value);
  checkJson(next);
  return next;
}

function restore(now: string, entry: Entry): { text: string | null; foreign: string[] } {
  if (now === entry.written) return { text: entry.before, foreign: [] };
  let text = now;
  const foreign: string[] = [];
  for (const { path: at, own, displaced } of entry.values) {
    const value = readJson(text, at);
    if (value === undefined) continue;
    if (isDeepStrictEqual(value, own))
      text = withoutEmpty(writeJson(text, at, displaced), at, entry.before ?? "");
    else foreign.push(at.join("."));
  }
  return { text, foreign };
}

/** Objects that were only made to hold a value of ours go with it. */
function withoutEmpty(text: string, at: readonly string[], before: string): string {
  let next = text;
  for (let depth = at.length - 1; depth > 0; depth -= 1) {
    const parent = at.slice(0, depth);
    if (!isDeepStrictEqual(readJson(next, parent), {}) || readJson(before, parent) !== undefined) return next;
    next = writeJson(next, parent, undefined);
  }
  return next;
}

async function stateOf(entry: Entry): Promise<ToolView["state"]> {
  try {
    const { text } = await readTextFile(entry.file);
    const ours = entry.values.every(({ path: at, own }) => isDeepStrictEqual(readJson(text ?? "", at), own));
    return ours ? "on" : "drift";
  } catch {
    return "drift";
  }
}

function checked<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new AppError(
      "bad_request",
      `${file}, line ${error.line}: this is not valid JSON (${error.message}).`,
      "Correct it, or add the values by hand.",
    );
  }
}
