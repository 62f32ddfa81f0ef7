/**
 * accounts.json: every login, 0600, tokens sealed by the keychain where there is one. Written under a lock and from
 * what lies there at that moment: another process may have renewed a login meanwhile.
 */
import { stat } from "node:fs/promises";
import { z } from "zod";
import { AppError } from "../platform/app-error.ts";
import { readFileIfThere, removeUnfinished, writeFileAtomic } from "../platform/atomic-file.ts";
import { parseJson } from "../platform/json-file.ts";
import { removeDeadDrafts } from "../platform/locks/owner-lock.ts";
import { setAside } from "../platform/set-aside.ts";
import { waitForLock } from "../platform/locks/wait-for-lock.ts";
import { lockedProxy } from "../network/proxy-route.ts";
import { accountId, accountSchema, tokensSchema, type Account, type Tokens } from "./account.ts";
import { readCodexLogin } from "./codex-login/codex-login.ts";
import type { TokenSeal } from "./token-seal.ts";

const fileSchema = z.looseObject({
  version: z.literal(1),
  activeId: z.string().nullable(),
  accounts: z.array(
    accountSchema.extend({
      tokens: tokensSchema.optional(),
      sealedTokens: z.string().optional(),
      sealedProxy: z.string().optional(),
      /** Who took the login for ended. Earlier versions believed the backend too, whose word passes. */
      endedBy: z.literal("issuer").optional().catch(undefined),
    }),
  ),
});

export interface AccountsState {
  activeId: string | null;
  accounts: Account[];
  /** Keys of the file that this version does not know. */
  unknown: Record<string, unknown>;
}

const nobody: AccountsState = { activeId: null, accounts: [], unknown: {} };

/** Milliseconds: writing takes a few of them. */
const lockPatienceMs = 10_000;

export function openAccountsFile(options: {
  file: string;
  seal: TokenSeal;
  /** The file could not be understood and lies there now: the app starts without accounts. */
  onSetAside: (kept: string) => void;
}) {
  const { file, seal } = options;
  /** Of the content that was read or written last. */
  let mark: string | null = null;

  async function read(): Promise<AccountsState | "unreadable"> {
    const seen = await markOf(file);
    const text = await readFileIfThere(file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "EISDIR") return "";
      throw error;
    });
    mark = seen;
    if (text === null) return nobody;
    const parsed = fileSchema.safeParse(parseJson(text));
    if (!parsed.success) return "unreadable";
    const { version: _, activeId, accounts, ...unknown } = parsed.data;
    const opened: Account[] = [];
    for (const { tokens, sealedTokens, sealedProxy, endedBy, ...known } of accounts) {
      const kept = endedBy === "issuer" ? known : { ...known, deadSince: null };
      const account = sealedProxy === undefined ? kept : { ...kept, ...(await openProxy(sealedProxy)) };
      if (account.linked !== null) {
        opened.push({ ...account, tokens: await linkedTokens(account) });
        continue;
      }
      const own = await seal.open({ tokens, sealedTokens });
      // What cannot be opened here is kept as it is.
      opened.push({ ...account, tokens: own, ...(own === null && sealedTokens ? { sealedTokens } : {}) });
    }
    return { activeId, accounts: opened, unknown };
  }

  // What cannot be opened here is kept as it is, and nothing goes another way meanwhile.
  async function openProxy(sealedProxy: string): Promise<{ proxy: string; sealedProxy?: string }> {
    const proxy = await seal.openText(sealedProxy);
    return proxy === null ? { proxy: lockedProxy, sealedProxy } : { proxy };
  }

  async function withSealedProxy<T extends { proxy: string | null }>(account: T): Promise<T> {
    if (account.proxy === null || account.proxy === lockedProxy || !account.proxy.includes("@"))
      return account;
    const sealedProxy = await seal.sealText(account.proxy);
    return sealedProxy === null ? account : { ...account, proxy: null, sealedProxy };
  }

  async function write(next: AccountsState): Promise<void> {
    const accounts = [];
    for (const { tokens, ...known } of next.accounts) {
      const ended = known.deadSince === null ? {} : { endedBy: "issuer" };
      const account = { ...(await withSealedProxy(known)), ...ended };
      // A linked login stays where it lies: no copy of it is kept.
      const own = tokens !== null && account.linked === null;
      accounts.push(own ? { ...account, ...(await seal.seal(tokens)) } : account);
    }
    const content = { version: 1, ...next.unknown, activeId: next.activeId, accounts };
    await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`);
    mark = await markOf(file);
  }

  async function locked<T>(work: () => Promise<T>): Promise<T> {
    const lock = await waitForLock(`${file}.lock`, lockPatienceMs);
    if (lock === null) throw busy();
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }

  return {
    /** The first reading; clears away what a killed process left. */
    open: () =>
      locked(async () => {
        await removeUnfinished(file);
        await removeDeadDrafts(`${file}.lock`);
        const state = await read();
        if (state !== "unreadable") return state;
        options.onSetAside(setAside(file));
        return nobody;
      }),
    /** What another process wrote since; null when it is as it was, or is nothing to go by. */
    async news(): Promise<AccountsState | null> {
      const seen = await markOf(file);
      if (seen === null || seen === mark) return null;
      const state = await read();
      return state === "unreadable" ? null : state;
    },
    write,
    locked,
  };
}

// Every writing makes a new file.
async function markOf(file: string): Promise<string | null> {
  try {
    const { ino, mtimeNs, size } = await stat(file, { bigint: true });
    return `${ino}.${mtimeNs}.${size}`;
  } catch {
    return null;
  }
}

async function linkedTokens(account: z.infer<typeof accountSchema>): Promise<Tokens | null> {
  if (account.linked === null) return null;
  const login = await readCodexLogin(account.linked.codexHome).catch(() => null);
  return login !== null && accountId(login) === account.id ? login.tokens : null;
}

function busy(): AppError {
  return new AppError(
    "data_folder_in_use",
    "Another process has been writing the accounts for too long.",
    "Quit other copies of Switchyard that use this data folder.",
  );
}
