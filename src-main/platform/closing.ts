/**
 * What is to be closed when the app ends: an AsyncDisposableStack, which older runtimes lack, with one difference: the
 * first failure is told and not the last.
 */
export interface Closing {
  /** What is added first is closed last. */
  defer: (close: () => Promise<void> | void) => void;
  /**
   * Closes everything, whatever the others say: a lock or a listener that stays is worse than the failure. Rejects with
   * the first failure when all are done. Idempotent.
   */
  close: () => Promise<void>;
}

export function createClosing(): Closing {
  const closers: (() => Promise<void> | void)[] = [];
  let closing: Promise<void> | null = null;

  async function closeAll(): Promise<void> {
    const failed: unknown[] = [];
    for (const close of closers.toReversed()) {
      try {
        await close();
      } catch (error) {
        failed.push(error);
      }
    }
    if (failed.length > 0) throw failed[0];
  }

  return {
    defer: (close) => void closers.push(close),
    close: () => (closing ??= closeAll()),
  };
}
