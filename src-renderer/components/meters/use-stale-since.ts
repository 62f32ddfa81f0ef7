import type { AccountView } from "../../../src-shared/contract/index.ts";
import { staleSince } from "../../../src-shared/limits/stale.ts";
import { useConnection } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";

/** Since when the limits shown are old, in epoch milliseconds; null while they are fresh, or not known at all. */
export function useStaleSince({ limits }: AccountView): number | null {
  const now = useNow();
  const lost = useConnection().state === "lost";
  if (limits === null) return null;
  return lost ? limits.readAt : staleSince(limits, now);
}
