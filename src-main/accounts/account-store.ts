/**
 * All accounts, in memory as they lie in accounts.json. Every change is on disk (synced, renamed) before it is
 * visible to the rest of the program; changes happen one after the other, also those of other processes.
 */
import { AppError } from "../platform/app-error.ts";
import type { SecretBox } from "../platform/ports.ts";
import { createSerial } from "../platform/serial.ts";
import { createSignal } from "../platform/signal.ts";
import { accountId, type Account, type Login, type Tokens } from "./account.ts";
import { openAccountsFile, type AccountsState } from "./accounts-file.ts";
import { createTokenSeal } from "./token-seal.ts";

/** An account and the tokens it has in its new place. */
export interface Placed {
  id: string;
  tokens: Tokens;
}

export type AccountStore = Awaited<ReturnType<typeof openAccountStore>>;

export async function openAccountStore(options: {
  file: string;
  /** Opens what is sealed. */
  secretBox: SecretBox | null;
  /** False: opens only, and what is written from now on is not sealed. */
  seal?: boolean;
  now: () => number;
  /** The file could not be understood and lies there now: the app starts without accounts. */
  onSetAside: (kept: string) => void;
}) {
  const changed = createSignal();
  const seal = createTokenSeal(options.secretBox, options.seal !== false);
  const file = openAccountsFile({ file: options.file, seal, onSetAside: options.onSetAside });
  let state = await file.open();
  const { run: inTurn, settled } = createSerial();

  async function adopt(): Promise<void> {
    const news = await file.news();
    if (news === null) return;
    state = news;
    changed.emit();
  }

  function change<T>(decide: (state: AccountsState) => { next: AccountsState; result: T }): Promise<T> {
    return inTurn(() =>
      file.locked(async () => {
        await adopt();
        const { next, result } = decide(state);
        await file.write(next);
        state = next;
        changed.emit();
        return result;
      }),
    );
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
    sealed: seal.seals,
    seal,
    all: (): readonly Account[] => state.accounts,
    activeId: () => state.activeId,
    get: (id: string) => state.accounts.find((account) => account.id === id) ?? null,
    /** The account of the same person and workspace. */
    find: (login: Login) => state.accounts.find((account) => account.id === accountId(login)) ?? null,

    /** Adds the account or renews the login of the one with the same person and workspace. */
    putLogin(login: Login, label?: string): Promise<{ id: string; renewed: boolean }> {
      return change((state) => withLogin(state, login, label ? { label } : {}, options.now()));
    },
    /**
     * Puts several logins in one write; which, is decided on the accounts as they are then. A label and excluded
     * models are taken over where there are none. When `decide` throws nothing is written.
     */
    putLogins(
      decide: (
        accounts: readonly Account[],
      ) => readonly { login: Login; label: string | null; excludedModels: string[] }[],
    ): Promise<{ id: string; renewed: boolean }[]> {
      return change((before) => {
        let next = before;
        const result = decide(before.accounts).map(({ login, label, excludedModels }) => {
          const known = before.accounts.find((account) => account.id === accountId(login));
          const put = withLogin(
            next,
            login,
            known ? { label: known.label ?? label } : { label, excludedModels },
            options.now(),
          );
          next = put.next;
          return put.result;
        });
        return { next, result };
      });
    },
    /** Adds an account that follows a Codex home. Throws AppError when the same account is signed in here already. */
    putLinked(login: Login, codexHome: string): Promise<string> {
      return change((state) => {
        const id = accountId(login);
        const before = state.accounts.find((account) => account.id === id);
        if (before && before.linked === null) throw alreadyOwn();
        const account: Account = {
          ...(before ?? {
            label: null,
            paused: false,
            addedAt: options.now(),
            excludedModels: [],
            proxy: null,
          }),
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
    /**
     * Logins that changed places, in one write: `given` follows the Codex home from now on, `taken` has followed it
     * and is signed in here with the tokens that lay there. Those that are so already stay as they are.
     */
    handOver(codexHome: string, given: Placed | null, taken: Placed | null): Promise<void> {
      const isHere = ({ linked }: Account) => linked?.codexHome === codexHome;
      return change((state) => ({
        next: {
          ...state,
          accounts: state.accounts.map((account) => {
            if (account.id === given?.id && !isHere(account))
              return { ...account, tokens: given.tokens, linked: { codexHome }, deadSince: null };
            if (account.id === taken?.id && isHere(account))
              return { ...account, tokens: taken.tokens, linked: null };
            return account;
          }),
        },
        result: undefined,
      }));
    },
    /** What a linked login has become, null when it is gone. Its tokens are not written. */
    follow(id: string, login: Login | null): Promise<void> {
      const tokens = login?.tokens ?? null;
      const differs = (account: Account) => account.tokens?.accessToken !== tokens?.accessToken;
      const before = state.accounts.find((account) => account.id === id);
      if (before === undefined || !differs(before)) return Promise.resolve();
      return patch(id, (account) =>
        differs(account) ? { tokens, plan: login?.plan ?? account.plan, deadSince: null } : {},
      );
    },
    /**
     * Keeps what a refresh returned for `redeemed`. Does nothing when the person signed in again meanwhile: the
     * newer login stays.
     */
    putTokens: (id: string, redeemed: Tokens, login: Pick<Login, "tokens"> & Partial<Login>) =>
      patch(id, (account) => (holds(account, redeemed) ? { ...login, deadSince: null } : {})),
    /** The issuer refused these tokens for good. Does nothing when they are not the account's any more. */
    markDead: (id: string, at: number, refused: Tokens | null) =>
      patch(id, (account) =>
        refused !== null && holds(account, refused) ? { deadSince: account.deadSince ?? at } : {},
      ),
    setPaused: (id: string, paused: boolean) => patch(id, () => ({ paused })),
    setLabel: (id: string, label: string | null) => patch(id, () => ({ label })),
    setExcludedModels: (id: string, models: string[]) =>
      patch(id, () => ({ excludedModels: [...new Set(models)] })),
    /** An address, none, or null for the way of the settings. */
    setProxy: (id: string, proxy: string | null) => patch(id, () => ({ proxy, sealedProxy: undefined })),
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
    /** Takes over what another process wrote meanwhile. */
    adopt: () => inTurn(adopt),
    /** Resolves when everything asked for so far is on disk. */
    settled,
  };
}

function withLogin(
  state: AccountsState,
  login: Login,
  chosen: Partial<Pick<Account, "label" | "excludedModels">>,
  now: number,
): { next: AccountsState; result: { id: string; renewed: boolean } } {
  const id = accountId(login);
  const before = state.accounts.find((account) => account.id === id);
  const account: Account = {
    ...(before ?? { label: null, paused: false, addedAt: now, excludedModels: [], proxy: null }),
    ...chosen,
    ...login,
    id,
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
}

function alreadyOwn(): AppError {
  return new AppError(
    "bad_request",
    "Switchyard is signed in to this account itself, which is better than following another program's login.",
    "Remove the account first to follow Codex's login all the same.",
  );
}

function holds(account: Account, tokens: Tokens): boolean {
  return account.tokens?.refreshToken === tokens.refreshToken;
}
