/** Something a test opens when it has seen what it wanted to see. */
export interface Gate {
  open: () => void;
  readonly opened: Promise<void>;
  /** Resolves when a request stands before the gate (or went through it). */
  readonly reached: Promise<void>;
  /** Called by the simulator. */
  pass: () => Promise<void>;
}

export function createGate(): Gate {
  const opened = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  return {
    open: opened.resolve,
    opened: opened.promise,
    reached: reached.promise,
    pass: () => {
      reached.resolve();
      return opened.promise;
    },
  };
}
