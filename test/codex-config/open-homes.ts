/** The switches of homes in one folder, with a journal beside them: what the tests and their children open. */
import path from "node:path";
import { createHomeSwitches } from "../../src-main/codex-config/home-switches.ts";
import { noGuard } from "../../src-main/codex-config/takeover-guard.ts";
import { openJournal } from "../../src-main/codex-config/takeover-journal.ts";
import { createTakeover } from "../../src-main/codex-config/takeover.ts";

export const address = "http://127.0.0.1:8787/codex/v1";

export async function openHomes(
  folder: string,
  others: readonly string[],
  { profile = null as string | null, baseUrl = (_home: string): string => address } = {},
) {
  const journal = await openJournal(path.join(folder, "journal.json"), () => {});
  return createHomeSwitches({
    journal,
    main: path.join(folder, "main"),
    chosen: () => ({ homes: others.map((name) => path.join(folder, name)), profile }),
    open: (home, file) =>
      createTakeover({
        journal,
        file,
        target: () => ({ baseUrl: baseUrl(home), apiKey: null, codexLogin: true, model: null }),
        now: () => 0,
        guard: noGuard,
      }),
  });
}
