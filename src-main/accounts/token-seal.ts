/** Tokens as they lie on disk. */
import type { SecretBox } from "../platform/ports.ts";
import { createTextSeal, type TextSeal } from "../platform/text-seal.ts";
import { tokensSchema, type Tokens } from "./account.ts";

interface KeptTokens {
  tokens?: Tokens | undefined;
  sealedTokens?: string | undefined;
}

export interface TokenSeal extends TextSeal {
  seal(tokens: Tokens): Promise<KeptTokens>;
  /** Null when they cannot be opened here. */
  open(kept: KeptTokens): Promise<Tokens | null>;
}

export function createTokenSeal(secretBox: SecretBox | null, seals: boolean): TokenSeal {
  const text = createTextSeal(secretBox, seals);
  return {
    ...text,
    async seal(tokens) {
      const sealedTokens = await text.sealText(JSON.stringify(tokens));
      return sealedTokens === null ? { tokens } : { sealedTokens };
    },
    async open({ tokens, sealedTokens }) {
      if (tokens !== undefined) return tokens;
      const opened = sealedTokens === undefined ? null : await text.openText(sealedTokens);
      if (opened === null) return null;
      try {
        return tokensSchema.parse(JSON.parse(opened));
      } catch {
        return null;
      }
    },
  };
}
