/** What a process tells, handed on to one reader in batches as large as it is slow. */

export interface EventQueue<T> {
  push(events: readonly T[]): void;
  /** The reader ends behind what was pushed. */
  end(): void;
  /** The same with an error; what was pushed before is read first. Only the first end counts. */
  fail(error: unknown): void;
  read(): AsyncGenerator<T[]>;
}

export function createEventQueue<T>(): EventQueue<T> {
  let waiting: T[] = [];
  let over: { error: unknown } | "ended" | null = null;
  let wake = Promise.withResolvers<void>();
  return {
    push(events) {
      if (over !== null || events.length === 0) return;
      waiting.push(...events);
      wake.resolve();
    },
    end() {
      over ??= "ended";
      wake.resolve();
    },
    fail(error) {
      over ??= { error };
      wake.resolve();
    },
    async *read() {
      for (;;) {
        await wake.promise;
        wake = Promise.withResolvers();
        const batch = waiting;
        waiting = [];
        if (over !== null) wake.resolve();
        if (batch.length > 0) yield batch;
        else if (over === "ended") return;
        else if (over !== null) throw over.error;
      }
    },
  };
}
