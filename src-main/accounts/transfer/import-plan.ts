/**
 * What an import would do with each entry, decided before anything is written: a login that is newer than what is
 * held replaces it, an older one never does, since its refresh token is spent. Pure.
 */
import { createHash } from "node:crypto";
import type { ImportEntry, ImportPreview } from "../../../src-shared/contract/accounts.ts";
import { AppError } from "../../platform/app-error.ts";
import { accessExpiry, accountId, type Account, type Login } from "../account.ts";
import type { FoundEntry } from "./import-credentials.ts";
import type { FoundLogin } from "./login-shapes.ts";

export interface ImportPlan extends ImportPreview {
  /** What is written, each account once. */
  put: FoundLogin[];
}

export function planImport(entries: readonly FoundEntry[], accounts: readonly Account[]): ImportPlan {
  const best = newestOfEach(entries);
  const planned = entries.map(({ name, found }): ImportEntry => {
    if (found instanceof AppError) {
      const action = found.code === "import_ignored" ? "ignored" : "broken";
      return { ...nobody, name, action, problem: found.problem };
    }
    const { login } = found;
    const id = accountId(login);
    const about = {
      name,
      id,
      email: login.email,
      workspaceId: login.workspaceId,
      plan: login.plan,
      tokenExpiresAt: accessExpiry(login.tokens),
      renewable: login.tokens.refreshToken !== null,
    };
    const known = accounts.find((account) => account.id === id);
    const action = best.get(id) === found ? against(known, login) : "older";
    const problem = action === "add" || action === "renew" ? null : reasons[action].problem;
    return { ...about, action, problem };
  });
  const put = entries.flatMap(({ found }, index) => {
    const action = planned[index]?.action;
    return !(found instanceof AppError) && (action === "add" || action === "renew") ? [found] : [];
  });
  return { entries: planned, fingerprint: fingerprintOf(planned, put), put };
}

const nobody = {
  id: null,
  email: null,
  workspaceId: null,
  plan: null,
  tokenExpiresAt: null,
  renewable: false,
};

/** Of several entries for one account the one that lasts longest, the first of equals. */
function newestOfEach(entries: readonly FoundEntry[]): Map<string, FoundLogin> {
  const best = new Map<string, FoundLogin>();
  for (const { found } of entries) {
    if (found instanceof AppError) continue;
    const id = accountId(found.login);
    const before = best.get(id);
    if (before === undefined || expiry(before.login) < expiry(found.login)) best.set(id, found);
  }
  return best;
}

function against(known: Account | undefined, login: Login): "add" | "renew" | "same" | "older" | "sealed" {
  if (known === undefined) return "add";
  // What cannot be opened here may well be newer, and would be gone.
  if (known.tokens === null) return known.linked === null ? "sealed" : "renew";
  const { accessToken, refreshToken } = known.tokens;
  if (accessToken === login.tokens.accessToken && refreshToken === login.tokens.refreshToken) return "same";
  if (known.deadSince !== null) return "renew";
  return expiry(login) < (accessExpiry(known.tokens) ?? 0) ? "older" : "renew";
}

// One that does not say how long it lasts cannot be shown to be newer than any other.
function expiry(login: Login): number {
  return accessExpiry(login.tokens) ?? 0;
}

const reasons = {
  older: new AppError(
    "import_older",
    "Switchyard has, or the same import brings, a newer login of this account.",
    "Nothing was changed; remove the account first to use this login all the same.",
  ),
  same: new AppError("import_same", "Switchyard holds exactly this login already.", ""),
  sealed: new AppError(
    "accounts_sealed",
    "Switchyard holds a login of this account that is sealed by the keychain.",
    "Import it in the Switchyard app, or remove the account first.",
  ),
};

/** Changes when anything the person was shown would turn out differently. */
function fingerprintOf(planned: ImportEntry[], put: FoundLogin[]): string {
  const facts = JSON.stringify([
    planned.map(({ name, id, action }) => [name, id, action]),
    put.map(({ login }) => login.tokens.accessToken),
  ]);
  return createHash("sha256").update(facts).digest("base64url");
}
