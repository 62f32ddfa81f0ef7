/** Secrets as they lie on disk: sealed by the keychain where there is one, else as they are. */
import type { SecretBox } from "./ports.ts";

export interface TextSeal {
  /** False: opens what is sealed, and seals nothing. */
  seals: boolean;
  /** Null where nothing is sealed. */
  sealText(text: string): Promise<string | null>;
  /** Null when it cannot be opened here. */
  openText(sealed: string): Promise<string | null>;
}

export function createTextSeal(secretBox: SecretBox | null, seals: boolean): TextSeal {
  return {
    seals: seals && secretBox !== null,
    async sealText(text) {
      if (!seals || secretBox === null) return null;
      try {
        return await secretBox.seal(text);
      } catch {
        // A locked keychain must not cost a login: the file is private to this person anyway.
        return null;
      }
    },
    async openText(sealed) {
      return (await secretBox?.open(sealed).catch(() => null)) ?? null;
    },
  };
}
