import type { Clock } from "../../platform/ports.ts";

/** Throws the hidden window away after a while, so that the app in the tray stays small. */
export interface IdleDiscard {
  hidden(): void;
  shown(): void;
}

export function createIdleDiscard(clock: Clock, afterMs: number, discard: () => void): IdleDiscard {
  let cancel = () => {};
  return {
    hidden() {
      cancel();
      cancel = clock.after(afterMs, discard);
    },
    shown: () => cancel(),
  };
}
