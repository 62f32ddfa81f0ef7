/** Work that happens one after the other, in the order in which it was asked for; a failure holds nobody up. */
export interface Serial {
  /** Resolves or rejects with what `work` does. */
  run: <T>(work: () => Promise<T> | T) => Promise<T>;
  /** Resolves when everything asked for so far is done. */
  settled: () => Promise<void>;
}

export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (work) => {
      const done = last.then(work);
      last = done.catch(() => {});
      return done;
    },
    settled: () => last.then(() => {}),
  };
}
