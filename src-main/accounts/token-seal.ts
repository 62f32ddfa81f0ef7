/** Tokens as they lie on disk: sealed by the keychain where there is one, else as they are. */
import type { SecretBox } from "../platform/ports.ts";
import { tokensSchema, type Tokens } from "./account.ts";

export interface KeptTokens {
  tokens?: Tokens | undefined;
  sealedTokens?: string | undefined;
}

export interface TokenSeal {
  /** False: opens what is sealed, and seals nothing. */
  seals: boolean;
  seal(tokens: Tokens): Promise<KeptTokens>;
  /** Null when they cannot be opened here. */
  open(kept: KeptTokens): Promise<Tokens | null>;
}

export function createTokenSeal(secretBox: SecretBox | null, seals: boolean): TokenSeal {
  return {
    seals: seals && secretBox !== null,
    async seal(tokens) {
      if (!seals || secretBox === null) return { tokens };
      try {
        return { sealedTokens: await secretBox.seal(JSON.stringify(tokens)) };
      } catch {
        // A locked keychain must not cost a login: the file is private to this person anyway.
        return { tokens };
      }
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
