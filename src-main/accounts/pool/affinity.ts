/** Which account a conversation is with, kept while it goes on: bounded, and forgotten after an hour of silence. */

export interface Affinity {
  /** The account; counts as a sign of life. */
  of(conversation: string): string | null;
  bind(conversation: string, accountId: string): void;
  clear(): void;
}

const defaults = { most: 10_000, idleMs: 60 * 60_000 };

export function createAffinity(now: () => number, { most, idleMs } = defaults): Affinity {
  // Oldest sign of life first: a Map keeps the order in which its keys were set.
  const known = new Map<string, { accountId: string; at: number }>();

  function bind(conversation: string, accountId: string): void {
    known.delete(conversation);
    known.set(conversation, { accountId, at: now() });
    for (const [key, { at }] of known) {
      if (known.size <= most && now() - at < idleMs) return;
      known.delete(key);
    }
  }

  return {
    of(conversation) {
      const found = known.get(conversation);
      if (found === undefined || now() - found.at >= idleMs) return null;
      bind(conversation, found.accountId);
      return found.accountId;
    },
    bind,
    clear: () => known.clear(),
  };
}
