/** Asks the backend what is left of an account's limits, and notes it. */
import type { LimitTracker } from "../limits/limit-tracker.ts";
import { resetCreditsPath, resetsFromAnswer } from "../limits/reset-credits.ts";
import type { Logger } from "../logs/logger.ts";
import type { AskBackend } from "../providers/codex/ask-backend.ts";

/** Milliseconds that reset credits are taken to be as they were; a person's refresh asks at once. */
const creditsPatienceMs = 6 * 60 * 60_000;

export interface LimitPorts {
  /** The limits alone, noted. Throws AppError, which is shown at the account as well. */
  readUsage: (id: string) => Promise<void>;
  ask: AskBackend;
  limits: Pick<LimitTracker, "of" | "noteResets">;
  logger: Pick<Logger, "debug">;
  now: () => number;
}

/** The limits, and the reset credits unless they were read in the last six hours. Throws as `readUsage`. */
export async function readLimits(ports: LimitPorts, id: string): Promise<void> {
  await ports.readUsage(id);
  const { resets } = ports.limits.of(id);
  if (resets === null || ports.now() - resets.readAt >= creditsPatienceMs) await readCredits(ports, id);
}

/** The limits and the reset credits. Throws as `readUsage`. */
export async function readAllLimits(ports: LimitPorts, id: string): Promise<void> {
  await ports.readUsage(id);
  await readCredits(ports, id);
}

// Beside the limits they are a detail: when they cannot be read they stay what they were, with their age.
async function readCredits({ ask, limits, logger }: LimitPorts, id: string): Promise<void> {
  try {
    const told = resetsFromAnswer(await ask(id, resetCreditsPath));
    if (told) limits.noteResets(id, told);
  } catch (error) {
    logger.debug({ error }, "reset credits could not be read");
  }
}
