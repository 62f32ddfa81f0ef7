/**
 * Points Codex at the gateway and back, as a transaction: planned, written down, written, read back. Changes happen
 * one after the other; a step that was cut off is finished or taken back at the next start.
 */
import type { CodexPreview, CodexSwitch, CodexWish } from "../../src-shared/contract/codex.ts";
import type { Problem } from "../../src-shared/problem.ts";
import { AppError, problemOf } from "../platform/app-error.ts";
import { removeUnfinished } from "../platform/atomic-file.ts";
import { followLink, readTextFile, replaceTextFile } from "../platform/external-file.ts";
import { lineDiff } from "../platform/line-diff.ts";
import { createSerial } from "../platform/serial.ts";
import { createSignal } from "../platform/signal.ts";
import type { TakeoverGuard } from "./takeover-guard.ts";
import type { TakeoverJournal } from "./takeover-journal.ts";
import { orphanIn } from "./orphan.ts";
import {
  driftOf,
  fits,
  planRestore,
  planTakeover,
  type Plan,
  type TakeoverMode,
  type Target,
} from "./takeover-plan.ts";

export type CodexTakeover = ReturnType<typeof createTakeover>;

export interface TakeoverOptions {
  journal: TakeoverJournal;
  /** config.toml of Codex. */
  file: string;
  /** Throws AppError where Codex cannot reach the gateway. */
  target: (wish?: CodexWish) => Target | Promise<Target>;
  now: () => number;
  guard: TakeoverGuard;
}

export function createTakeover(options: TakeoverOptions) {
  const { journal, file } = options;
  const changed = createSignal();
  const serial = createSerial();
  /** Why it could not be turned on when that was last tried. */
  let held: Problem | null = null;
  let shown: CodexSwitch = { state: "off", file, mode: null, since: null, drift: [], problem: null };

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    return serial.run(async () => {
      try {
        return await work();
      } finally {
        await look();
      }
    });
  }

  /** Reads the file again and tells what it means. */
  async function look(): Promise<CodexSwitch> {
    const entry = journal.get(file);
    const before = JSON.stringify(shown);
    const base = { file, mode: entry?.takeover.mode ?? null, since: entry?.at ?? null, problem: null };
    if (!entry)
      shown = { ...base, state: (await isOrphaned()) ? "orphaned" : "off", drift: [], problem: held };
    else {
      try {
        const { text } = await readTextFile(file);
        const drift = text === null ? ["config.toml"] : driftOf(text, entry.takeover);
        shown = { ...base, state: drift.length > 0 ? "drift" : "on", drift };
      } catch (error) {
        const message = error instanceof Error ? error.message : "It cannot be read.";
        shown = {
          ...base,
          state: "drift",
          drift: [],
          problem: { code: "bad_request", message, advice: "Correct the file." },
        };
      }
    }
    if (JSON.stringify(shown) !== before) changed.emit();
    return shown;
  }

  /** Whether the file points Codex at a gateway although nothing is known of a switch. */
  async function isOrphaned(): Promise<boolean> {
    try {
      const { text } = await readTextFile(file);
      return text !== null && orphanIn(text) !== null;
    } catch {
      return false;
    }
  }

  async function apply(mode: TakeoverMode): Promise<void> {
    const existing = journal.get(file);
    if (existing) {
      // Never takes our own values for the person's: what is ours goes first.
      await restore();
    }
    const config = await readTextFile(file);
    const plan = planTakeover(withoutOrphan(config.text), mode, await options.target());
    if (!plan.ok) throw refused(file, plan);
    const entry = { file, at: options.now(), takeover: plan.takeover };
    try {
      await journal.put({ ...entry, phase: "applying" });
      await unchanged(file, config.text);
      // Before the file is replaced: a death in between would leave Codex at a dead address. Until then it does nothing.
      await options.guard.watch(config.target, plan.text, withoutOrphan(config.text));
      await replaceTextFile(config, plan.text);
      await journal.put({ ...entry, phase: "on" });
    } catch (error) {
      // Where that is not possible either, the journal still says how.
      await restore().catch(() => {});
      throw error;
    }
  }

  /** A Codex that cannot reach the gateway any more gets its own settings back. */
  async function reachable(): Promise<Target> {
    try {
      return await options.target();
    } catch (error) {
      await restore();
      throw error;
    }
  }

  async function tryTo(work: () => Promise<void>): Promise<void> {
    held = null;
    try {
      await work();
    } catch (error) {
      held = problemOf(error);
      throw error;
    }
  }

  async function restore(): Promise<string[]> {
    const entry = journal.get(file);
    if (!entry) return [];
    if (entry.phase === "on") await journal.put({ ...entry, phase: "restoring" });
    const config = await readTextFile(file);
    const { text, foreign } =
      config.text === null ? { text: null, foreign: [] } : planRestore(config.text, entry.takeover);
    if (text !== config.text) await replaceTextFile(config, text);
    await journal.drop(file);
    // Last: as long as the file holds our address its guard is needed.
    await options.guard.stop();
    return foreign;
  }

  /** Takes our own values out of a file that no journal knows of. */
  async function removeOrphan(): Promise<string[]> {
    const config = await readTextFile(file);
    const text = withoutOrphan(config.text);
    if (text !== config.text) await replaceTextFile(config, text);
    return [];
  }

  return {
    changed: changed.listen,
    status: () => shown,
    look: () => inTurn(look),

    /** What turning it on would change; nothing is touched. */
    async preview(mode: TakeoverMode, wish?: CodexWish): Promise<CodexPreview> {
      const { text } = await readTextFile(file);
      const entry = journal.get(file);
      const before = text !== null && entry ? planRestore(text, entry.takeover).text : withoutOrphan(text);
      const target = await options.target(wish);
      const plan = planTakeover(before, mode, target);
      const base = { file, mode, withoutLogin: !target.codexLogin };
      if (!plan.ok) return { ...base, diff: [], refusal: plan.refusal };
      return { ...base, diff: lineDiff(text ?? "", plan.text), refusal: null };
    },

    turnOn: (mode: TakeoverMode) => inTurn(() => tryTo(() => apply(mode))).then(() => shown),
    /**
     * Resolves with the keys that others had changed and that were left alone. What is left of a switch that no journal
     * knows goes as well, unless only this process's own doing is to be undone.
     */
    turnOff: ({ orphans = true } = {}) =>
      inTurn(() => {
        held = null;
        return journal.get(file) === null && orphans ? removeOrphan() : restore();
      }),

    /**
     * After a start: finishes what was cut off, and tells whether the switch was on. `applying` that never reached
     * the file is taken back by undoing it, which changes nothing then.
     */
    reconcile: () =>
      inTurn(async () => {
        await removeUnfinished(await followLink(file));
        const entry = journal.get(file);
        if (!entry) return false;
        // What the guard has put back is switched off: there is nothing left to undo, and nothing that others changed.
        if (entry.phase !== "on" || (await options.guard.hasRestored())) await restore();
        return entry.phase === "on";
      }),

    /** The gateway's address changed, or Codex was signed in or out: our own values follow. */
    updateAddress: () =>
      inTurn(async () => {
        const entry = journal.get(file);
        if (!entry) return;
        await tryTo(async () => {
          const target = await reachable();
          if (entry.takeover.baseUrl !== target.baseUrl || !fits(entry.takeover, target))
            await apply(entry.takeover.mode);
        });
      }),
  };
}

function withoutOrphan(text: string | null): string | null {
  const orphan = text === null ? null : orphanIn(text);
  return text === null || orphan === null ? text : planRestore(text, orphan).text;
}

async function unchanged(file: string, text: string | null): Promise<void> {
  const { text: now } = await readTextFile(file);
  if (now === text) return;
  throw new AppError("bad_request", `${file} was changed by another program just now.`, "Try again.");
}

function refused(file: string, plan: Extract<Plan, { ok: false }>): AppError {
  const { message, line, snippet } = plan.refusal;
  const where = line === null ? file : `${file}, line ${line}`;
  return new AppError("bad_request", `${where}: ${message}`, `Add this by hand instead:\n${snippet}`);
}
