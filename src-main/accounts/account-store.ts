/**
 * accounts.json: every login, 0600, tokens sealed by the keychain where there is one. Every change is on disk
 * (synced, renamed) before it is visible to the rest of the program; changes happen one after the other.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { readFileIfThere, removeUnfinished, writeFileAtomic } from "../platform/atomic-file.ts";
import type { SecretBox } from "../platform/ports.ts";
import { AppError } from "../platform/app-error.ts";
import { createSignal } from "../platform/signal.ts";
import { accountSchema, tokensSchema, type Account, type Login, type Tokens } from "./account.ts";
import { readCodexLogin } from "./codex-login.ts";

const fileSchema = z.looseObject({
  version: z.literal(1),
  activeId: z.string().nullable(),
  accounts: z.array(
    accountSchema.extend({ tokens: tokensSchema.optional(), sealedTokens: z.string().optional() }),
  ),
});

export type AccountStore = Awaited<ReturnType<typeof openAccountStore>>;

interface State {
  activeId: string | null;
  accounts: Account[];
  /** Keys of the file that this version does not know. */
  unknown: Record<string, unknown>;
}

export async function openAccountStore(options: {
  file: string;
  /** Opens what is sealed. */
  secretBox: SecretBox | null;
  /** False: opens only, and what is written from now on is not sealed. */
  seal?: boolean;
  now: () => number;
  /** The file could not be understood: set it aside and return; the app starts without accounts. */
  onUnreadable: () => void;
}) {
  const changed = createSignal();
  const sealing = options.seal === false ? null : options.secretBox;
  let state = await load();
  let lane: Promise<unknown> = Promise.resolve();

  async function load(): Promise<State> {
    await removeUnfinished(options.file);
    const text = await readFileIfThere(options.file);
    if (text === null) return { activeId: null, accounts: [], unknown: {} };
    const parsed = fileSchema.safeParse(parseJson(text));
    if (!parsed.success) {
      options.onUnreadable();
      return { activeId: null, accounts: [], unknown: {} };
    }
    const { version: _, activeId, accounts, ...unknown } = parsed.data;
    const opened: Account[] = [];
    for (const { tokens, sealedTokens, ...account } of accounts) {
      if (account.linked !== null) opened.push({ ...account, tokens: await linkedTokens(account) });
      else if (tokens !== undefined) opened.push({ ...account, tokens });
      else opened.push({ ...account, ...(await unseal(sealedTokens)) });
    }
    return { activeId, accounts: opened, unknown };
  }

  async function unseal(
    sealed: string | undefined,
  ): Promise<{ tokens: Tokens | null; sealedTokens?: string }> {
    if (sealed === undefined) return { tokens: null };
    try {
      if (options.secretBox === null) return { tokens: null, sealedTokens: sealed };
      return { tokens: tokensSchema.parse(JSON.parse(await options.secretBox.open(sealed))) };
    } catch {
      return { tokens: null, sealedTokens: sealed };
    }
  }

  async function save(next: State): Promise<void> {
    const accounts = [];
    for (const { tokens, ...account } of next.accounts) {
      // A linked login stays where it lies: no copy of it is kept.
      const own = tokens !== null && account.linked === null;
      accounts.push(own ? { ...account, ...(await seal(tokens)) } : account);
    }
    const content = { version: 1, ...next.unknown, activeId: next.activeId, accounts };
    await writeFileAtomic(options.file, `${JSON.stringify(content, null, 2)}\n`);
  }

  async function seal(tokens: Tokens): Promise<{ tokens: Tokens } | { sealedTokens: string }> {
    if (sealing === null) return { tokens };
    try {
      return { sealedTokens: await sealing.seal(JSON.stringify(tokens)) };
    } catch {
      // A locked keychain must not cost a login: the file is private to this person anyway.
      return { tokens };
    }
  }

  function change<T>(decide: (state: State) => { next: State; result: T }): Promise<T> {
    const done = lane.then(async () => {
      const { next, result } = decide(state);
      await save(next);
      state = next;
      changed.emit();
      return result;
    });
    lane = done.catch(() => {});
    return done;
  }

  function patch(id: string, fields: (account: Account) => Partial<Account>): Promise<void> {
    return change((state) => ({
      next: {
        ...state,
        accounts: state.accounts.map((account) =>
          account.id === id ? { ...account, ...fields(account) } : account,
        ),
      },
      result: undefined,
    }));
  }

  return {
    changed: changed.listen,
    sealed: sealing !== null,
    all: (): readonly Account[] => state.accounts,
    activeId: () => state.activeId,
    get: (id: string) => state.accounts.find((account) => account.id === id) ?? null,
    /** The account of the same person and workspace. */
    find: (login: Login) => state.accounts.find((account) => account.id === accountId(login)) ?? null,

    /** Adds the account or renews the login of the one with the same person and workspace. */
    putLogin(login: Login, label?: string): Promise<{ id: string; renewed: boolean }> {
      return change((state) => {
        const id = accountId(login);
        const before = state.accounts.find((account) => account.id === id);
        const account: Account = {
          ...(before ?? { label: null, paused: false, addedAt: options.now(), excludedModels: [] }),
          ...login,
          id,
          label: label || (before?.label ?? null),
          deadSince: null,
          linked: null,
        };
        delete account["sealedTokens"];
        const accounts = before
          ? state.accounts.map((other) => (other.id === id ? account : other))
          : [...state.accounts, account];
        return {
          next: { ...state, accounts, activeId: state.activeId ?? id },
          result: { id, renewed: before !== undefined },
        };
      });
    },
    /** Adds an account that follows a Codex home. Throws AppError when the same account is signed in here already. */
    putLinked(login: Login, codexHome: string): Promise<string> {
      return change((state) => {
        const id = accountId(login);
        const before = state.accounts.find((account) => account.id === id);
        if (before && before.linked === null) throw alreadyOwn();
        const account: Account = {
          ...(before ?? { label: null, paused: false, addedAt: options.now(), excludedModels: [] }),
          ...login,
          id,
          deadSince: null,
          linked: { codexHome },
        };
        const accounts = before
          ? state.accounts.map((other) => (other.id === id ? account : other))
          : [...state.accounts, account];
        return { next: { ...state, accounts, activeId: state.activeId ?? id }, result: id };
      });
    },
    /** What a linked login has become, null when it is gone. Nothing of it is written. */
    follow(id: string, tokens: Tokens | null): Promise<void> {
      const changes = (account: Account) => account.tokens?.accessToken !== tokens?.accessToken;
      const before = state.accounts.find((account) => account.id === id);
      if (before === undefined || !changes(before)) return Promise.resolve();
      return patch(id, (account) => (changes(account) ? { tokens, deadSince: null } : {}));
    },
    /**
     * Keeps what a refresh returned for `redeemed`. Does nothing when the person signed in again meanwhile: the
     * newer login stays.
     */
    putTokens: (id: string, redeemed: Tokens, login: Pick<Login, "tokens"> & Partial<Login>) =>
      patch(id, (account) => (holds(account, redeemed) ? { ...login, deadSince: null } : {})),
    /** With `refused`, only if these are still the account's tokens. */
    markDead: (id: string, at: number, refused?: Tokens) =>
      patch(id, (account) => (refused === undefined || holds(account, refused) ? { deadSince: at } : {})),
    setPaused: (id: string, paused: boolean) => patch(id, () => ({ paused })),
    setLabel: (id: string, label: string | null) => patch(id, () => ({ label })),
    setExcludedModels: (id: string, models: string[]) =>
      patch(id, () => ({ excludedModels: [...new Set(models)] })),
    /** Accounts that are not named keep their order and come last. */
    reorder: (ids: readonly string[]) =>
      change((state) => {
        const place = (account: Account) => {
          const index = ids.indexOf(account.id);
          return index < 0 ? ids.length : index;
        };
        const accounts = state.accounts.toSorted((a, b) => place(a) - place(b));
        return { next: { ...state, accounts }, result: undefined };
      }),
    setPlan: (id: string, plan: string) => patch(id, () => ({ plan })),
    setActive: (id: string) => change((state) => ({ next: { ...state, activeId: id }, result: undefined })),
    remove: (id: string) =>
      change((state) => {
        const accounts = state.accounts.filter((account) => account.id !== id);
        const activeId = state.activeId === id ? (accounts[0]?.id ?? null) : state.activeId;
        return { next: { ...state, accounts, activeId }, result: undefined };
      }),
    /** Resolves when everything asked for so far is on disk. */
    settled: () => lane.then(() => {}),
  };
}

async function linkedTokens(account: { linked: Account["linked"]; userId: string; workspaceId: string }) {
  if (account.linked === null) return null;
  const login = await readCodexLogin(account.linked.codexHome).catch(() => null);
  return login !== null && accountId(login) === accountId(account) ? login.tokens : null;
}

function alreadyOwn(): AppError {
  return new AppError(
    "bad_request",
    "Switchyard is signed in to this account itself, which is better than following another program's login.",
    "Remove the account first to follow Codex' login all the same.",
  );
}

function holds(account: Account, tokens: Tokens): boolean {
  return account.tokens?.refreshToken === tokens.refreshToken;
}

/** The same e-mail in two workspaces is two accounts; the same person and workspace is one. */
export function accountId(login: Pick<Login, "userId" | "workspaceId">): string {
  const hash = createHash("sha256").update(`${login.userId}\n${login.workspaceId}`).digest("hex");
  return `acc_${hash.slice(0, 12)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
