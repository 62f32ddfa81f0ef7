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
  const entries = entriesOf(parse(name, text));
  for (const [index, entry] of entries.entries()) {
    const place = entries.length === 1 ? name : `${name}, entry ${index + 1}`;
    const login = readEntry(place, entry, now);
    if (login instanceof AppError) found.skipped.push({ name: place, problem: login });
    else found.logins.push(login);
  }
  if (entries.length === 0) throw unusable(name, "holds no login.");
  return found;
}

const envelope = z.looseObject({ tokens: z.unknown().optional(), OPENAI_API_KEY: z.unknown().optional() });

function readEntry(place: string, entry: unknown, now: number): Login | AppError {
  const outer = envelope.safeParse(entry);
  if (!outer.success) return unusable(place, "is no login.");
  const parsed = flat.safeParse(outer.data.tokens ?? entry);
  if (!parsed.success) return unusable(place, "has tokens in a form that is not known.");
  const { access, refresh, identity, workspace } = parsed.data;
  if (!access) {
    return typeof outer.data.OPENAI_API_KEY === "string"
      ? unusable(place, "holds an API key and no ChatGPT login.")
      : unusable(place, "has no access token.");
  }
  const tokens = { idToken: identity, accessToken: access, refreshToken: refresh || null, refreshedAt: now };
  return (
    loginFromTokens(tokens, workspace) ?? unusable(place, "has tokens that do not say whose account it is.")
  );
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

function unusable(place: string, why: string): AppError {
  return new AppError(
    "import_unreadable",
    `${place} ${why}`,
    "Choose the auth.json of a Codex that is signed in with ChatGPT, or an export.",
  );
}
