/** How long an agent program may take: it is ended, and whoever waits is told why. */
import type { Clock } from "../../platform/ports.ts";
import { UpstreamFailure } from "../failure.ts";
import type { AgentName } from "./agent-failures.ts";

/** Milliseconds between two lines of a turn. */
const silenceMs = 300_000;

export interface Deadlines {
  /**
   * Waits for `work`. When it takes longer than `ms`, or the client leaves, the program is ended and this throws, as it
   * does when the program is gone. @param what that it did not do: "did not answer after its start"
   */
  within<T>(ms: number, what: string, work: Promise<T>, left?: AbortSignal): Promise<T>;
  /** It said something. */
  heard(): void;
  /** Ends a program that says nothing for too long, until the returned function is called. */
  watchSilence(): () => void;
}

/** @param fail ends the program for this reason @param whenGone rejects when it is gone */
export function createDeadlines(
  { provider, title, command }: AgentName,
  clock: Clock,
  fail: (why: UpstreamFailure) => void,
  whenGone: Promise<never>,
): Deadlines {
  let heardAt = clock.now();

  function timeout(message: string): UpstreamFailure {
    return new UpstreamFailure({
      kind: "timeout",
      message: `The provider '${provider}': ${title} ${message}`,
    });
  }

  return {
    async within(ms, what, work, left) {
      const seconds = ms / 1000;
      const words = `${what} for ${seconds} seconds and was ended. Start \`${command}\` in a terminal to see why.`;
      const stop = clock.after(ms, () => fail(timeout(words)));
      const leave = () => fail(cancelled());
      left?.addEventListener("abort", leave, { once: true });
      if (left?.aborted) leave();
      try {
        return await Promise.race([work, whenGone]);
      } finally {
        stop();
        left?.removeEventListener("abort", leave);
      }
    },
    heard() {
      heardAt = clock.now();
    },
    watchSilence() {
      heardAt = clock.now();
      let stop = () => {};
      const look = (ms: number) => {
        stop = clock.after(ms, () => {
          const left = heardAt + silenceMs - clock.now();
          if (left > 0) look(left);
          else fail(timeout(`said nothing for ${silenceMs / 1000} seconds and was ended. Try again.`));
        });
      };
      look(silenceMs);
      return () => stop();
    },
  };
}

export function cancelled(): UpstreamFailure {
  return new UpstreamFailure({ kind: "cancelled", message: "The request was cancelled." });
}
