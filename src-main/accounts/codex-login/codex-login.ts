/**
 * The login of this computer's Codex, where Codex keeps it: CODEX_HOME/auth.json (oauth 1.10). It belongs to Codex:
 * read again whenever it changed, written only to replace the very tokens that were redeemed, all else kept.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { AppError } from "../../platform/app-error.ts";
import { readFileIfThere, removeUnfinished, writeFileAtomic } from "../../platform/atomic-file.ts";
import { followLink } from "../../platform/external-file.ts";
import { loginFromTokens, type Login, type Tokens } from "../account.ts";

const authFile = z.looseObject({
  tokens: z
    .looseObject({
      id_token: z.string().nullish(),
      access_token: z.string().min(1),
      refresh_token: z.string().nullish(),
      account_id: z.string().nullish(),
    })
    .nullish(),
  last_refresh: z.string().nullish(),
});

export function authFileOf(codexHome: string): string {
  return path.join(codexHome, "auth.json");
}

/** Changes whenever the file does; null when there is none. */
export async function codexLoginMark(codexHome: string): Promise<string | null> {
  try {
    const { mtimeNs, ino, size } = await stat(authFileOf(codexHome), { bigint: true });
    return `${mtimeNs}.${ino}.${size}`;
  } catch {
    return null;
  }
}

/** Throws AppError `import_unreadable` when there is no ChatGPT login to read. */
export async function readCodexLogin(codexHome: string): Promise<Login> {
  const file = authFileOf(codexHome);
  const text = await readFileIfThere(file);
  if (text === null) throw unusable(`There is no ${file}.`);
  return loginIn(text, file);
}

/** The login in the text of an auth.json; `file` names it in the failure. */
export function loginIn(text: string, file: string): Login {
  const auth = parse(text);
  if (!auth?.tokens) throw unusable(`${file} holds no ChatGPT login.`);
  const { id_token, access_token, refresh_token, account_id } = auth.tokens;
  const login = loginFromTokens(
    {
      idToken: id_token ?? null,
      accessToken: access_token,
      refreshToken: refresh_token || null,
      refreshedAt: Date.parse(auth.last_refresh ?? "") || 0,
    },
    account_id ?? undefined,
  );
  if (login === null) throw unusable(`The tokens in ${file} do not say whose account it is.`);
  return login;
}

/**
 * Puts what a refresh returned in place of `redeemed`; false when the file holds other tokens by now. To be called
 * under Codex's lock of the file.
 */
export async function writeCodexLogin(
  codexHome: string,
  redeemed: Tokens,
  renewed: Tokens,
): Promise<boolean> {
  const file = await followLink(authFileOf(codexHome));
  await removeUnfinished(file);
  const text = await readFileIfThere(file);
  const auth = text === null ? null : parse(text);
  if (!auth?.tokens || (auth.tokens.refresh_token ?? null) !== redeemed.refreshToken) return false;
  await writeFileAtomic(file, withTokens(auth, auth.tokens, renewed));
  return true;
}

/**
 * The text of an auth.json with another login in it. Keys that nobody here knows stay; those of the tokens, and a
 * platform key that was made for the login, go with it unless the login is of the same account.
 */
export function withLogin(text: string | null, login: Login, sameAccount: boolean): string {
  const auth = (text === null ? null : parse(text)) ?? {};
  const kept = sameAccount ? auth : { ...auth, OPENAI_API_KEY: null };
  const known = { ...(sameAccount ? auth.tokens : null), account_id: login.workspaceId };
  return withTokens({ ...kept, auth_mode: "chatgpt" }, known, login.tokens);
}

/** True when the text is an auth.json with a platform key in use instead of a ChatGPT login. */
export function holdsApiKey(text: string): boolean {
  const auth = parse(text);
  return auth !== null && !auth.tokens && typeof auth["OPENAI_API_KEY"] === "string";
}

function withTokens(auth: object, known: object, tokens: Tokens): string {
  const content = {
    ...auth,
    tokens: {
      ...known,
      id_token: tokens.idToken,
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
    },
    last_refresh: new Date(tokens.refreshedAt).toISOString(),
  };
  return JSON.stringify(content, null, 2);
}

function parse(text: string): z.infer<typeof authFile> | null {
  try {
    return authFile.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function unusable(message: string): AppError {
  return new AppError(
    "import_unreadable",
    message,
    "Sign in to Codex with ChatGPT first (`codex login`), or sign in to Switchyard itself.",
  );
}
