/**
 * Reads logins out of a file's text: Codex' auth.json (oauth 1.10), one or many, and the flat camel and snake
 * case shapes that other tools write.
 */
import { z } from "zod";
import { AppError } from "../platform/app-error.ts";
import { loginFromTokens, type Login } from "./account.ts";

export interface FoundLogins {
  logins: Login[];
  skipped: { name: string; problem: AppError }[];
}

const flat = z
  .looseObject({
    access_token: z.string().optional(),
    accessToken: z.string().optional(),
    refresh_token: z.string().nullish(),
    refreshToken: z.string().nullish(),
    id_token: z.string().nullish(),
    idToken: z.string().nullish(),
    account_id: z.string().nullish(),
    accountId: z.string().nullish(),
    workspaceId: z.string().nullish(),
  })
  .transform((found) => ({
    access: found.access_token ?? found.accessToken,
    refresh: found.refresh_token ?? found.refreshToken ?? null,
    identity: found.id_token ?? found.idToken ?? null,
    workspace: found.account_id ?? found.accountId ?? found.workspaceId ?? undefined,
  }));

/** Throws `import_unreadable` when the text is not JSON at all or holds nothing like a login. */
export function findLogins(name: string, text: string, now: number): FoundLogins {
  const found: FoundLogins = { logins: [], skipped: [] };
  for (const [index, entry] of entriesOf(parse(name, text)).entries()) {
    const login = readEntry(entry, now);
    if (login) found.logins.push(login);
    else found.skipped.push({ name: `${name}, entry ${index + 1}`, problem: unusable(name) });
  }
  if (found.logins.length === 0 && found.skipped.length === 0) throw unusable(name);
  return found;
}

function readEntry(entry: unknown, now: number): Login | null {
  const outer = z.looseObject({ tokens: z.unknown().optional() }).safeParse(entry);
  if (!outer.success) return null;
  const parsed = flat.safeParse(outer.data.tokens ?? entry);
  if (!parsed.success || !parsed.data.access) return null;
  const { access, refresh, identity, workspace } = parsed.data;
  const tokens = { idToken: identity, accessToken: access, refreshToken: refresh || null, refreshedAt: now };
  return loginFromTokens(tokens, workspace);
}

function entriesOf(content: unknown): unknown[] {
  if (Array.isArray(content)) return content;
  const bundle = z.looseObject({ accounts: z.array(z.unknown()) }).safeParse(content);
  return bundle.success ? bundle.data.accounts : [content];
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new AppError("import_unreadable", `${name} is not JSON.`, "Choose Codex' auth.json or an export.", {
      cause: error,
    });
  }
}

function unusable(name: string): AppError {
  return new AppError(
    "import_unreadable",
    `${name} holds no ChatGPT login that can be used.`,
    "A login needs at least an access token that names its account; an API key is no login.",
  );
}
