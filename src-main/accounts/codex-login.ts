/**
 * The login of this computer's Codex, where Codex keeps it: CODEX_HOME/auth.json (oauth 1.10). It belongs to Codex:
 * read again whenever it changed, written only to replace the very tokens that were redeemed, all else kept.
 */
import { stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { AppError } from "../platform/app-error.ts";
import { readFileIfThere, removeUnfinished, writeFileAtomic } from "../platform/atomic-file.ts";
import { loginFromTokens, type Login, type Tokens } from "./account.ts";

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
 * under Codex' lock of the file.
 */
export async function writeCodexLogin(
  codexHome: string,
  redeemed: Tokens,
  renewed: Tokens,
): Promise<boolean> {
  const file = authFileOf(codexHome);
  await removeUnfinished(file);
  const text = await readFileIfThere(file);
  const auth = text === null ? null : parse(text);
  if (!auth?.tokens || (auth.tokens.refresh_token ?? null) !== redeemed.refreshToken) return false;
  const content = {
    ...auth,
    tokens: {
      ...auth.tokens,
      id_token: renewed.idToken,
      access_token: renewed.accessToken,
      refresh_token: renewed.refreshToken,
    },
    last_refresh: new Date(renewed.refreshedAt).toISOString(),
  };
  await writeFileAtomic(file, JSON.stringify(content, null, 2));
  return true;
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
