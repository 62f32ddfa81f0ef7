/** Ctrl-C and SIGTERM: the first one asks, the second one ends the process. */
const signals = ["SIGINT", "SIGTERM"] as const;

/** Aborts at the first signal from now on. */
export function onInterruption(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    for (const signal of signals) process.off(signal, stop);
    controller.abort();
    for (const signal of signals) process.once(signal, () => process.exit(1));
  };
  for (const signal of signals) process.on(signal, stop);
  return controller.signal;
}
