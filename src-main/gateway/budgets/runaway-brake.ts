/** Counts requests a minute per conversation: an agent that runs in circles is stopped, and nobody else. */

const minute = 60_000;
/** Conversations that are remembered. */
const most = 1000;

export function createRunawayBrake(now: () => number) {
  const seen = new Map<string, number[]>();
  return {
    /** Milliseconds to wait when this conversation has had `limit` requests in the last minute; else it counts. */
    take(conversation: string, limit: number): number | null {
      const at = now();
      const recent = (seen.get(conversation) ?? []).filter((time) => at - time < minute);
      seen.delete(conversation);
      seen.set(conversation, recent);
      const [oldest] = seen.keys();
      if (seen.size > most && oldest !== undefined) seen.delete(oldest);
      const first = recent[recent.length - limit];
      if (first !== undefined) return first + minute - at;
      recent.push(at);
      return null;
    },
  };
}
