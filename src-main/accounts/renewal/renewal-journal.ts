/**
 * What the issuer gave for a refresh token, kept from the first moment on: the file is open before the token is
 * redeemed, and one write puts the successor into it. A process that ends right then leaves it to the next one.
 */
import { createHash } from "node:crypto";
import { open, rm, type FileHandle } from "node:fs/promises";
import { z } from "zod";
import { readFileIfThere } from "../../platform/atomic-file.ts";
import { onFile } from "../../platform/disk-error.ts";
import { tokensSchema, type Tokens } from "../account.ts";
import type { TokenSeal } from "../token-seal.ts";
import { parseJson } from "../../platform/json-file.ts";

const entrySchema = z.object({
  accountId: z.string(),
  /** SHA-256 of the refresh token that is spent. */
  redeemed: z.string(),
  tokens: tokensSchema.optional(),
  sealedTokens: z.string().optional(),
});

export interface Renewal {
  accountId: string;
  /** True for the tokens that were redeemed. */
  replaces(tokens: Tokens): boolean;
  /** Null while they are sealed by a keychain that cannot be opened here. */
  tokens: Tokens | null;
}

export interface JournalPage {
  /** Throws when the disk does not take it. */
  write(accountId: string, redeemed: Tokens, renewed: Tokens): Promise<void>;
  /** Leaves the page for later: its content could not be put where it belongs. */
  leave(): Promise<void>;
  /** Removes the page: its content is where it belongs. */
  done(): Promise<void>;
}

/** Throws when nothing can be written: then nothing may be redeemed either. */
export async function openPage(file: string, seal: TokenSeal): Promise<JournalPage> {
  // A new file: one that was planted there, a link too, is not written through.
  await rm(file, { force: true });
  const handle = await onFile(file, () => open(file, "wx", 0o600));
  return {
    async write(accountId, redeemed, renewed) {
      const entry = { accountId, redeemed: fingerprint(redeemed), ...(await seal.seal(renewed)) };
      await writeAtOnce(handle, JSON.stringify(entry));
    },
    leave: () => handle.close(),
    async done() {
      await handle.close();
      await rm(file, { force: true });
    },
  };
}

/** What a process that ended in between has left; null when there is nothing, or nothing whole. */
export async function readPage(file: string, seal: TokenSeal): Promise<Renewal | null> {
  const text = await readFileIfThere(file);
  const entry = entrySchema.safeParse(parseJson(text ?? ""));
  if (!entry.success) return null;
  const tokens = await seal.open(entry.data);
  const { accountId, redeemed } = entry.data;
  return { accountId, tokens, replaces: (known) => fingerprint(known) === redeemed };
}

async function writeAtOnce(handle: FileHandle, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const { bytesWritten } = await handle.write(bytes, 0, bytes.length, 0);
  if (bytesWritten < bytes.length) throw new Error("The disk is full.");
  await handle.sync();
}

function fingerprint(tokens: Tokens): string {
  return createHash("sha256")
    .update(tokens.refreshToken ?? "")
    .digest("hex");
}
