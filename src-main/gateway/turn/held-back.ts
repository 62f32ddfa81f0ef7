/** What is held back of an answer until its first output: bounded, whichever way it comes. */
import { UpstreamFailure } from "../../providers/failure.ts";

/** Characters or bytes. The first events repeat instructions and tools, but never as much as this. */
export const mostHeld = 16 * 1024 * 1024;

/** Counts what is held. The returned function throws UpstreamFailure when an answer has no beginning. */
export function holdingBound(): (size: number) => void {
  let held = 0;
  return (size) => {
    held += size;
    if (held <= mostHeld) return;
    throw new UpstreamFailure({
      kind: "stream-cut",
      message: `The backend's answer did not begin within its first ${mostHeld / 1024 / 1024} MB.`,
    });
  };
}
