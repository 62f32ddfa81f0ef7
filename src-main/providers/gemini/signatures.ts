/**
 * Thought signatures: Gemini refuses a call of the current turn that comes back without the one it had (backends 8.4).
 * They are kept by the id of their call for clients that hand back nothing else, and travel in the encrypted content of
 * reasoning items for those that do.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../platform/ports.ts";

/** What is sent where the signature is not to be found: the word that the vendor's own program uses. */
export const skipWord = "skip_thought_signature_validator";

const keptMs = 12 * 60 * 60_000;
/** Characters that all of them hold together. */
const mostKept = 16 * 1024 * 1024;

export interface SignatureStore {
  keep(callId: string, signature: string): void;
  find(callId: string): string | null;
}

export function createSignatureStore(clock: Clock): SignatureStore {
  const kept = new Map<string, { signature: string; at: number }>();
  let size = 0;

  function forget(callId: string): void {
    size -= kept.get(callId)?.signature.length ?? 0;
    kept.delete(callId);
  }

  return {
    keep(callId, signature) {
      forget(callId);
      kept.set(callId, { signature, at: clock.now() });
      size += signature.length;
      // The oldest come first.
      for (const [id, { at }] of kept) {
        if (size <= mostKept && clock.now() - at <= keptMs) break;
        forget(id);
      }
    },
    find(callId) {
      const found = kept.get(callId);
      return found !== undefined && clock.now() - found.at <= keptMs ? found.signature : null;
    },
  };
}

/** Those that a model gave: they are of no use to another. */
export function signaturesOf(kept: SignatureStore, model: string): SignatureStore {
  const keyOf = (callId: string) => `${model} ${callId}`;
  return {
    keep: (callId, signature) => kept.keep(keyOf(callId), signature),
    find: (callId) => kept.find(keyOf(callId)),
  };
}

const mark = "swg1.";

/** What an answer's text is kept under: it has no id, but clients hand it back as it was. */
export function textKey(text: string): string {
  return `text ${createHash("sha256").update(text.trim()).digest("base64url")}`;
}

/** Signatures of one answer's calls, by their ids. */
export interface SealedSignatures {
  model: string;
  calls: Record<string, string>;
}

export function sealSignatures(sealed: SealedSignatures): string {
  return mark + Buffer.from(JSON.stringify(sealed)).toString("base64url");
}

/** null for what is not ours. */
export function openSignatures(sealed: unknown): SealedSignatures | null {
  if (typeof sealed !== "string" || !sealed.startsWith(mark)) return null;
  try {
    return JSON.parse(
      Buffer.from(sealed.slice(mark.length), "base64url").toString("utf8"),
    ) as SealedSignatures;
  } catch {
    return null;
  }
}
