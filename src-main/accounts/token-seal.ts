/** Tokens as they lie on disk: sealed by the keychain where there is one, else as they are. */
import type { SecretBox } from "../platform/ports.ts";
import { tokensSchema, type Tokens } from "./account.ts";

interface KeptTokens {
  tokens?: Tokens | undefined;
  sealedTokens?: string | undefined;
}

export interface TokenSeal {
  /** False: opens what is sealed, and seals nothing. */
  seals: boolean;
  seal(tokens: Tokens): Promise<KeptTokens>;
  /** Null when they cannot be opened here. */
  open(kept: KeptTokens): Promise<Tokens | null>;
  /** For a secret that is no set of tokens; null where nothing is sealed. */
  sealText(text: string): Promise<string | null>;
  openText(sealed: string): Promise<string | null>;
}

export function createTokenSeal(secretBox: SecretBox | null, seals: boolean): TokenSeal {
  async function sealText(text: string): Promise<string | null> {
    if (!seals || secretBox === null) return null;
    try {
      return await secretBox.seal(text);
    } catch {
      // A locked keychain must not cost a login: the file is private to this person anyway.
      return null;
    }
  }

  return {
    seals: seals && secretBox !== null,
    sealText,
    async openText(sealed) {
      return (await secretBox?.open(sealed).catch(() => null)) ?? null;
    },
    async seal(tokens) {
      const sealedTokens = await sealText(JSON.stringify(tokens));
      return sealedTokens === null ? { tokens } : { sealedTokens };
    },
    async open({ tokens, sealedTokens }) {
      if (tokens !== undefined) return tokens;
      if (sealedTokens === undefined || secretBox === null) return null;
      try {
        return tokensSchema.parse(JSON.parse(await secretBox.open(sealedTokens)));
      } catch {
        return null;
      }
    },
  };
}
