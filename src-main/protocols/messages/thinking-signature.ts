/**
 * Encrypted reasoning as the signature of a thinking block. The wrapping says whose it is: reasoning of real Claude,
 * of another account or another model cannot be read by the backend and is left out instead of failing the request.
 */
export interface ThinkingOwner {
  /** Short name of the account that is no secret. */
  account: string;
  model: string;
}

export interface OpenedThinking extends ThinkingOwner {
  encrypted: string;
}

const version = "swy1";

export function sealThinking(encrypted: string, owner: ThinkingOwner): string {
  return [version, owner.account, encodeURIComponent(owner.model), encrypted].join("~");
}

/** null for a signature that is not ours. */
export function openThinking(signature: string): OpenedThinking | null {
  const [mark, account, model, ...encrypted] = signature.split("~");
  if (mark !== version || !account || !model || encrypted.length === 0) return null;
  try {
    return { account, model: decodeURIComponent(model), encrypted: encrypted.join("~") };
  } catch {
    return null;
  }
}
