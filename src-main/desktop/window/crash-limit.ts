/** Decides whether a crashed page is loaded again: at most three times within a minute. */
const limit = 3;
const withinMs = 60_000;

/** Takes the times of earlier crashes and of this one, epoch milliseconds; returns the times to keep. */
export function afterCrash(earlier: readonly number[], now: number): { reload: boolean; crashes: number[] } {
  const crashes = [...earlier.filter((at) => now - at < withinMs), now];
  return { reload: crashes.length <= limit, crashes };
}
