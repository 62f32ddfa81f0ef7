import { oc, type } from "@orpc/contract";
import type { Problem } from "../problem.ts";

/** Where this copy stands with newer versions. Times are epoch milliseconds. */
export type UpdateState =
  /** This copy is not updated by itself: it is headless, run from its sources, or was unpacked by hand. */
  | { step: "by-hand" }
  /** `checkedAt` null: not looked yet. `version` is the one that runs: there was none newer. */
  | { step: "current"; checkedAt: number | null }
  | { step: "checking" }
  /** `percent` 0 to 100. */
  | { step: "downloading"; version: string; percent: number }
  /** Installed when the app restarts or ends. */
  | { step: "ready"; version: string }
  | { step: "failed"; problem: Problem; checkedAt: number };

export const updates = {
  /** Looks for a newer version now and fetches it. Resolves when the answer is there; failures are in the state. */
  check: oc.output(type<UpdateState>()),
  /** Lets running requests finish, installs what is ready and starts again. */
  install: oc.output(type<void>()),
};
