/**
 * Points other tools' settings files at the gateway and back: only values of ours are touched, what they displaced is
 * written down first, and each is undone by itself when a file was changed meanwhile.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import type { ToolId, ToolPreview, ToolView } from "../../src-shared/contract/tools.ts";
import { AppError } from "../platform/app-error.ts";
import { removeUnfinished } from "../platform/atomic-file.ts";
import { followLink, readTextFile, replaceTextFile, type ForeignFile } from "../platform/external-file.ts";
import { lineDiff } from "../platform/line-diff.ts";
import { createSerial } from "../platform/serial.ts";
import { waitForLock } from "../platform/locks/wait-for-lock.ts";
import { DocumentProblem } from "./document-format.ts";
import { editFile, formats, restoreFile, snippetOf, stateOfFile, type FilePlan } from "./edit-file.ts";
import { openToolJournal, type ToolEntry } from "./tool-journal.ts";
import type { GatewayFacts, Surroundings } from "./tool-facts.ts";
import { tools } from "./tools.ts";
import { withoutSecrets } from "./mask-secrets.ts";

/** Another process changes a few small files in this time, and then some. */
const lockPatienceMs = 10_000;

/** Stands for the gateway's key wherever something is shown. */
const keyPlaceholder = "YOUR_API_KEY";

export type ToolSetup = ReturnType<typeof createToolSetup>;

export function createToolSetup(options: {
  journalFile: string;
  /** The journal could not be understood and lies there now. */
  onSetAside?: (kept: string) => void;
  facts: () => GatewayFacts;
  around: Surroundings;
}) {
  const { journalFile, facts, around } = options;
  const ids = Object.keys(tools) as ToolId[];
  const journal = openToolJournal(journalFile, options.onSetAside ?? (() => {}));
  const { run: inLane } = createSerial();

  const planOf = (id: ToolId) => tools[id](facts(), around);

  /** One change after the other, in every process that has this journal. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    return inLane(async () => {
      const lock = await waitForLock(`${journalFile}.lock`, lockPatienceMs);
      if (!lock) {
        throw new AppError("internal", "Another Switchyard is changing the tools' settings.", "Try again.");
      }
      try {
        return await work();
      } finally {
        await lock.release();
      }
    });
  }

  async function list(): Promise<ToolView[]> {
    const entries = await journal.read();
    return Promise.all(
      ids.map(async (id) => {
        const { folder, files } = planOf(id);
        const entry = entries.find((each) => each.id === id);
        const state = entry ? await stateOf(entry) : "off";
        const shown = state === "off" ? files : (entry?.files ?? files);
        return { id, file: shown[0]?.file ?? folder, present: existsSync(folder), state };
      }),
    );
  }

  async function undo(id: ToolId): Promise<string[]> {
    const entries = await journal.read();
    const entry = entries.find((each) => each.id === id);
    if (!entry) return [];
    const restored = await Promise.all(
      entry.files.map(async (record) => {
        const file = await readTextFile(record.file);
        const { text, foreign } = told(record, () => restoreFile(file.text, record));
        const several = entry.files.length > 1;
        return {
          file,
          text,
          foreign: foreign.map((key) => (several ? `${path.basename(record.file)}: ${key}` : key)),
        };
      }),
    );
    for (const { file, text } of restored) {
      if (text === file.text) continue;
      await unchanged(file);
      await replaceTextFile(file, text);
    }
    await journal.write(entries.filter((each) => each.id !== id));
    return restored.flatMap(({ foreign }) => foreign);
  }

  async function write(id: ToolId): Promise<void> {
    await undo(id);
    const changes = await Promise.all(planOf(id).files.map(change));
    const entries = await journal.read();
    const files = changes.map(({ record }) => record);
    await journal.write([...entries, { id, root: facts().root, files }]);
    try {
      for (const { file, text } of changes) {
        await unchanged(file);
        await replaceTextFile(file, text);
      }
    } catch (error) {
      // Where that is not possible either, the journal still says how.
      await undo(id).catch(() => {});
      throw error;
    }
  }

  return {
    list: () => inLane(list),

    /** Removes what processes that were killed while writing left beside the tools' files. */
    async tidy(): Promise<void> {
      const known = (await journal.read()).flatMap(({ files }) => files.map(({ file }) => file));
      const planned = ids.flatMap((id) => planOf(id).files.map(({ file }) => file));
      for (const file of new Set([...known, ...planned])) await removeUnfinished(await followLink(file));
    },

    /** What turning it on would change, file by file; nothing is touched. */
    async preview(id: ToolId): Promise<ToolPreview[]> {
      const { apiKey } = facts();
      const shown = tools[id]({ ...facts(), apiKey: apiKey === null ? null : keyPlaceholder }, around);
      return Promise.all(
        shown.files.map(async (plan) => {
          const { text } = await readTextFile(plan.file);
          try {
            const diff = lineDiff(text ?? "", editFile(text, plan).text);
            return { file: plan.file, diff: withoutSecrets(diff), refusal: null };
          } catch (error) {
            if (!(error instanceof DocumentProblem)) throw error;
            const { message, line } = error;
            return { file: plan.file, diff: [], refusal: { message, line, snippet: snippetOf(plan) } };
          }
        }),
      );
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
    async updateAddress(): Promise<unknown[]> {
      if ((await journal.read()).every(({ root }) => root === facts().root)) return [];
      return inTurn(async () => {
        const failed: unknown[] = [];
        for (const entry of await journal.read()) {
          if (entry.root === facts().root || (await stateOf(entry)) !== "on") continue;
          await write(entry.id as ToolId).catch((error: unknown) => failed.push(error));
        }
        return failed;
      });
    },

    /** Resolves with the values that others changed and that were left alone. */
    turnOff: (id: ToolId) =>
      inTurn(async () => {
        const foreign = await undo(id);
        return { tools: await list(), foreign };
      }),
  };
}

async function change(plan: FilePlan) {
  const file = await readTextFile(plan.file);
  return { file, ...told(plan, () => editFile(file.text, plan)) };
}

async function stateOf(entry: ToolEntry): Promise<ToolView["state"]> {
  try {
    const states = await Promise.all(
      entry.files.map(async (record) => stateOfFile((await readTextFile(record.file)).text, record)),
    );
    return states.find((state) => state !== states[0]) === undefined ? (states[0] ?? "off") : "drift";
  } catch {
    return "drift";
  }
}

async function unchanged({ target, text }: ForeignFile): Promise<void> {
  const now = await readTextFile(target);
  if (now.text === text) return;
  throw new AppError("bad_request", `${target} was changed by another program just now.`, "Try again.");
}

/** A file that cannot be edited, in the words of the person it belongs to. */
function told<T>({ file, format }: Pick<FilePlan, "file" | "format">, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DocumentProblem)) throw error;
    throw new AppError(
      "bad_request",
      `${file}, line ${error.line}: ${error.message}`,
      `Correct the ${formats[format].name}, or add the values by hand.`,
    );
  }
}
