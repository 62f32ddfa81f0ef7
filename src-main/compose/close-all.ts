import type { Closers } from "./foundation.ts";

/**
 * What was opened first is closed last. Every one is closed, whatever the others say: a lock or a listener that stays
 * is worse than the failure. Rejects with the first failure when all are done.
 */
export async function closeAll(closers: Closers): Promise<void> {
  const failed: unknown[] = [];
  for (const closer of closers.toReversed()) {
    try {
      await closer();
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
