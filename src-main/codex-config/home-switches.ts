/**
 * One switch for every chosen home of Codex: each is a transaction of its own, so that what cannot be done in one
 * changes nothing for the others and is told beside it.
 */
import path from "node:path";
import type { CodexHome, CodexPreview, CodexWish } from "../../src-shared/contract/codex.ts";
import { problemOf } from "../platform/app-error.ts";
import { createSignal } from "../platform/signal.ts";
import { configFile } from "./codex-home.ts";
import { profilesAround, type OtherProfile } from "./codex-profiles.ts";
import type { TakeoverJournal } from "./takeover-journal.ts";
import type { TakeoverMode } from "./takeover-plan.ts";
import type { CodexTakeover } from "./takeover.ts";

export interface HomeSwitchesOptions {
  journal: TakeoverJournal;
  /** CODEX_HOME or ~/.codex. */
  main: string;
  /** What the person chose; `profile` null = config.toml itself. */
  chosen: () => { homes: readonly string[]; profile: string | null };
  /** The switch of one file in a home. */
  open: (home: string, file: string) => CodexTakeover;
}

interface Switched {
  home: string;
  chosen: boolean;
  takeover: CodexTakeover;
}

export type HomeSwitches = ReturnType<typeof createHomeSwitches>;

export function createHomeSwitches({ journal, main, chosen, open }: HomeSwitchesOptions) {
  const changed = createSignal();
  const opened = new Map<string, CodexTakeover>();
  let around = new Map<string, OtherProfile[]>();

  function takeoverOf(home: string, file: string): CodexTakeover {
    const known = opened.get(file);
    if (known) return known;
    const takeover = open(home, file);
    opened.set(file, takeover);
    takeover.changed(changed.emit);
    return takeover;
  }

  function wanted(wish?: CodexWish): Switched[] {
    const { homes, profile } = { ...chosen(), ...wish };
    return [...new Set([main, ...homes])].map((home) => ({
      home,
      chosen: true,
      takeover: takeoverOf(home, configFile(home, profile)),
    }));
  }

  /** Files that are still switched although nobody wants them to be: another home or profile was chosen since. */
  function strays(): Switched[] {
    const files = new Set(wanted().map(({ takeover }) => takeover.status().file));
    return journal
      .all()
      .filter(({ file }) => !files.has(file))
      .map(({ file }) => {
        const home = path.dirname(file);
        return { home, chosen: false, takeover: takeoverOf(home, file) };
      });
  }

  const all = () => [...wanted(), ...strays()];

  /** Every one is tried; resolves with what went wrong. */
  async function each<T>(
    list: Switched[],
    work: (takeover: CodexTakeover, home: string) => Promise<T>,
  ): Promise<{ done: T[]; failed: unknown[] }> {
    const done: T[] = [];
    const failed: unknown[] = [];
    for (const { home, takeover } of list) {
      try {
        done.push(await work(takeover, home));
      } catch (error) {
        failed.push(error);
      }
    }
    return { done, failed };
  }

  async function look(): Promise<void> {
    const seen = new Map<string, OtherProfile[]>();
    for (const { home, takeover } of all()) {
      await takeover.look();
      seen.set(home, await profilesAround(home, takeover.status().file));
    }
    const news = JSON.stringify([...seen]) !== JSON.stringify([...around]);
    around = seen;
    if (news) changed.emit();
  }

  return {
    changed: changed.listen,
    look,
    wanted: () => wanted().map(({ takeover }) => takeover),
    strays: () => strays().map(({ takeover }) => takeover),
    /** The switch of CODEX_HOME or ~/.codex. */
    main: () => takeoverOf(main, configFile(main, chosen().profile)),

    views: (): CodexHome[] =>
      all().map((each_) => ({
        folder: each_.home,
        main: each_.home === main,
        chosen: each_.chosen,
        switch: each_.takeover.status(),
        bypassing: (around.get(each_.home) ?? []).map(({ name }) => name),
      })),

    /** What turning it on would change, home by home, the main one first; what cannot be read is a refusal. */
    async previews(mode: TakeoverMode, wish?: CodexWish): Promise<CodexPreview[]> {
      const list = wanted(wish).map(async ({ takeover }) => {
        try {
          return await takeover.preview(mode, wish);
        } catch (error) {
          const { message, advice } = problemOf(error);
          const refusal = { message: `${message} ${advice}`.trim(), line: null, snippet: null };
          return { file: takeover.status().file, mode, diff: [], withoutLogin: false, refusal };
        }
      });
      return Promise.all(list);
    },

    /** Throws the first failure only when it could be turned on nowhere; each home's status tells its own. */
    async turnOn(mode: TakeoverMode): Promise<void> {
      const { done, failed } = await each(wanted(), (takeover) => takeover.turnOn(mode));
      await look();
      if (done.length === 0) throw failed[0];
    },

    /**
     * Resolves with the keys that others had changed and that were left alone. Tries all, then throws the first failure.
     * Without `orphans` only what the journal knows is undone.
     */
    async turnOff({ orphans = true } = {}): Promise<string[]> {
      const { done, failed } = await each(all(), async (takeover, home) => {
        const foreign = await takeover.turnOff({ orphans });
        return home === main ? foreign : foreign.map((key) => `${takeover.status().file}: ${key}`);
      });
      if (failed.length > 0) throw failed[0];
      return done.flat();
    },

    /** Gives back what is no longer chosen. Throws the first failure; it is tried again at the next occasion. */
    async letGo(): Promise<void> {
      const { failed } = await each(strays(), (takeover) => takeover.turnOff());
      if (failed.length > 0) throw failed[0];
    },

    /** After a start: finishes in every home what was cut off. Resolves with what went wrong. */
    async reconcile(): Promise<unknown[]> {
      return (await each(all(), (takeover) => takeover.reconcile())).failed;
    },
  };
}
