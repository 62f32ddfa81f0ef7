/**
 * Gives an account's login to this computer's Codex, and takes it back. A refresh token is redeemed once, so a login
 * lives in one place: what goes into Codex's file is followed there from then on, and what was followed there comes
 * back here. The file is replaced in one step, and that step decides: a process that is killed before it has changed
 * nothing, one that is killed after it leaves the rest to the next (`finish`).
 */
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { CodexLogin, CodexLoginPreview, PresentLogin } from "../../../src-shared/contract/codex.ts";
import { problemOf } from "../../platform/app-error.ts";
import { readFileIfThere, removeUnfinished, writeFileAtomic } from "../../platform/atomic-file.ts";
import { takeFlock, type Flock } from "../../platform/locks/flock.ts";
import { followLink, readTextFile, replaceTextFile } from "../../platform/external-file.ts";
import { accountId, accountName, isOlder, type Login } from "../account.ts";
import type { AccountStore } from "../account-store.ts";
import { backupFileOf, pruneBackups } from "./codex-backups.ts";
import { authFileOf, holdsApiKey, loginIn, withLogin } from "./codex-login.ts";
import { openHandoverJournal, type Move, type Undo } from "./transfer-journal.ts";
import {
  codexBusy,
  codexElsewhere,
  codexIsNewer,
  incomplete,
  nothingToUndo,
  storedElsewhere,
} from "./transfer-refusals.ts";
import { usable, type UsableAccount } from "../login/login-errors.ts";

/** Milliseconds of real time that Codex may hold its locks. */
const patienceMs = 30_000;

export interface HandoverOptions {
  store: AccountStore;
  /** The journal. */
  file: string;
  /** The journal could not be understood and lies there now. */
  onSetAside?: (kept: string) => void;
  codexHome: string;
  now: () => number;
  credentialStore: () => Promise<CodexLogin["store"]>;
  /** Whether any Codex runs: it decides where its locks cannot be taken. */
  codexRuns: () => Promise<boolean>;
}

export type CodexHandover = ReturnType<typeof createCodexHandover>;

/** `apply`, `undo` and `finish` are to be called while nobody renews a login. */
export function createCodexHandover({ store, file, codexHome, ...options }: HandoverOptions) {
  const authFile = authFileOf(codexHome);
  const journal = openHandoverJournal(file, options.onSetAside ?? (() => {}));

  /** What is to be written for an account, or an AppError that says why not. */
  function planned(account: UsableAccount, text: string | null): { text: string; there: Login | null } {
    const { tokens } = account;
    if (tokens.idToken === null || tokens.refreshToken === null) throw incomplete(account);
    const there = loginOf(text);
    const same = there !== null && accountId(there) === account.id;
    if (same && there.tokens.refreshToken === tokens.refreshToken) return { text: text ?? "", there };
    if (same && isOlder(tokens, there.tokens)) throw codexIsNewer(account);
    return { text: withLogin(text, { ...account, tokens }, same), there };
  }

  /** The file's login changes places with what `text` holds. */
  async function exchange(text: string | null, move: Omit<Move, "codexHome">): Promise<void> {
    const before = await readTextFile(authFile);
    await journal.write({ move: { codexHome, ...move }, undo: (await journal.read()).undo });
    if (before.text !== null && move.backup !== null) await writeFileAtomic(move.backup, before.text);
    if (text !== before.text) {
      await removeUnfinished(before.target);
      await replaceTextFile({ ...before, mode: 0o600 }, text);
    }
    await settle({ codexHome, ...move });
    await pruneBackups(codexHome);
  }

  /** What follows once the file is as it is to be; may be done again. */
  async function settle(move: Move): Promise<void> {
    const given = loginOf(await readFileIfThere(authFileOf(move.codexHome)));
    const taken = loginOf(move.backup === null ? null : await readFileIfThere(move.backup));
    await store.handOver(
      move.codexHome,
      move.given !== null && given !== null ? { id: move.given, tokens: given.tokens } : null,
      move.taken !== null && taken !== null ? { id: move.taken, tokens: taken.tokens } : null,
    );
    await journal.write({ move: null, undo: move.undo });
  }

  function isDone(move: Move, there: Login | null): boolean {
    const id = there === null ? null : accountId(there);
    if (move.given === null) return id !== move.taken;
    const own = store.get(move.given)?.tokens ?? null;
    return there !== null && id === move.given && (own === null || !isOlder(there.tokens, own));
  }

  /** Under Codex's own locks: the one it renews under and the one it writes under (oauth 1.6). */
  async function underCodexLocks<T>(work: () => Promise<T>): Promise<T> {
    await mkdir(codexHome, { recursive: true, mode: 0o700 });
    const held: Flock[] = [];
    try {
      for (const name of ["auth.lock", "auth.json.lock"]) {
        const lock = await takeFlock(path.join(codexHome, name), patienceMs);
        if (lock === null) throw codexBusy(codexHome);
        if (lock !== "unavailable") held.push(lock);
        else if (await options.codexRuns()) throw codexBusy(codexHome);
      }
      return await work();
    } finally {
      for (const lock of held.toReversed()) await lock.release();
    }
  }

  /** The account that is followed in this file, if its login lies there. */
  function followed(there: Login | null): string | null {
    const id = there === null ? null : accountId(there);
    return id !== null && store.get(id)?.linked?.codexHome === codexHome ? id : null;
  }

  function backupOf(text: string | null): string | null {
    return text === null ? null : backupFileOf(codexHome, options.now());
  }

  async function refuseOtherStores(fileIsThere: boolean): Promise<void> {
    const kept = await options.credentialStore();
    // With "auto" Codex removes the file once its login is in the keyring.
    if (kept === "file" || (kept === "auto" && fileIsThere)) return;
    throw storedElsewhere(kept);
  }

  async function undoOf(): Promise<Undo> {
    const { undo } = await journal.read();
    if (undo === null || undo.codexHome !== codexHome) throw nothingToUndo();
    return undo;
  }

  return {
    codexHome,

    /** What applying an account's login changes; nothing is touched. */
    async preview(id: string): Promise<CodexLoginPreview> {
      const account = store.get(id);
      const text = await readFileIfThere(authFile);
      const there = loginOf(text);
      const base = {
        file: authFile,
        present: presentIn(text, there, store),
        backup: backupOf(text),
        comesHere: followed(there) !== null && followed(there) !== id,
      };
      try {
        await refuseOtherStores(text !== null);
        await readTextFile(authFile);
        planned(usable(account, id), text);
        return { ...base, refusal: null };
      } catch (error) {
        return { ...base, refusal: problemOf(error) };
      }
    },

    /** Puts an account's login into Codex's file and follows it there. Throws AppError when that must not be. */
    apply: (id: string) =>
      underCodexLocks(async () => {
        const { text } = await readTextFile(authFile);
        await refuseOtherStores(text !== null);
        const plan = planned(usable(store.get(id), id), text);
        const taken = followed(plan.there) === id ? null : followed(plan.there);
        const backup = plan.text === text ? null : backupOf(text);
        const former = plan.there === null ? null : accountId(plan.there);
        const undo = { codexHome, applied: id, former, takenOver: taken !== null, backup, at: options.now() };
        // Nothing is displaced by what lies there already.
        await exchange(plan.text, { given: id, taken, backup, undo: plan.text === text ? null : undo });
      }),

    /** Whose login lies there, and the move that can be undone: none when Codex was signed in otherwise since. */
    async look(): Promise<Omit<CodexLogin, "store">> {
      const text = await readFileIfThere(authFile).catch(() => "");
      const there = loginOf(text);
      const found = { file: authFile, present: presentIn(text, there, store), undo: null };
      const { undo } = await journal.read();
      if (undo === null || undo.codexHome !== codexHome) return found;
      if (there === null || accountId(there) !== undo.applied) return found;
      const former = undo.backup === null ? null : await readFileIfThere(undo.backup);
      if (undo.backup !== null && former === null) return found;
      const { applied, at } = undo;
      return { ...found, undo: { applied, former: presentIn(former, loginOf(former), store), at } };
    },

    /** Puts the former login back, in its newest form, and takes the applied one back here. */
    undo: () =>
      underCodexLocks(async () => {
        const undo = await undoOf();
        const { text } = await readTextFile(authFile);
        await refuseOtherStores(text !== null);
        const there = loginOf(text);
        if (there === null || accountId(there) !== undo.applied) throw codexElsewhere();
        const taken = followed(there);
        const move = { taken, backup: backupOf(text), undo: null };
        const former = undo.backup === null ? null : await readFileIfThere(undo.backup);
        if (undo.backup !== null && former === null) throw nothingToUndo();
        if (undo.takenOver && undo.former !== null) {
          const account = usable(store.get(undo.former), undo.former);
          const { tokens } = account;
          await exchange(withLogin(former, { ...account, tokens }, true), { ...move, given: account.id });
          return;
        }
        const login = loginOf(former);
        const known = login === null ? null : store.get(accountId(login));
        if (login !== null && known?.tokens && isOlder(login.tokens, known.tokens)) throw codexIsNewer(known);
        await exchange(former, { ...move, given: null });
      }),

    /** Whether a process that ended too early has left a move; to be asked once, at the start. */
    async interrupted(): Promise<boolean> {
      await journal.tidy();
      return (await journal.read()).move !== null;
    },

    /** Finishes or forgets a move that was cut off. */
    async finish(): Promise<void> {
      const { move, undo } = await journal.read();
      if (move === null) return;
      const lock = await takeFlock(path.join(move.codexHome, "auth.json.lock"), patienceMs);
      try {
        const there = loginOf(await readFileIfThere(authFileOf(move.codexHome)));
        for (const written of [authFileOf(move.codexHome), move.backup])
          if (written !== null) await removeUnfinished(await followLink(written));
        if (isDone(move, there)) {
          await settle(move);
          return;
        }
        // A copy of what still lies there.
        if (move.backup !== null) await rm(move.backup, { force: true });
        await journal.write({ move: null, undo });
      } finally {
        if (lock !== null && lock !== "unavailable") await lock.release();
      }
    },
  };
}

function loginOf(text: string | null): Login | null {
  try {
    return text === null ? null : loginIn(text, "auth.json");
  } catch {
    return null;
  }
}

/** Whose login it is, in what a person calls the account. */
function presentIn(text: string | null, login: Login | null, store: AccountStore): PresentLogin {
  if (login !== null) {
    const known = store.get(accountId(login));
    const name = known ? accountName(known) : (login.email ?? login.userId);
    return { kind: "account", id: known?.id ?? null, name, refreshedAt: login.tokens.refreshedAt || null };
  }
  if (text === null) return { kind: "none" };
  return { kind: holdsApiKey(text) ? "api-key" : "other" };
}
