/** Follows the proxy of the operating system: asked again after a few seconds, when it is next needed. */
import type { Clock } from "../platform/ports.ts";
import type { SystemAnswer } from "./proxy-route.ts";

/** Milliseconds an answer is good for. */
const freshMs = 3_000;

export interface SystemProxy {
  resolve(target: URL): Promise<SystemAnswer>;
}

export interface SystemFollower {
  /** No older than a few seconds; asks once for all who want to know at the same time. */
  get(target: URL): Promise<SystemAnswer>;
  /** Null when what is known of this origin is fresh. */
  freshen(origin: string): Promise<unknown> | null;
}

/** `changed`: the answer is another one than before. */
export function followSystem(system: SystemProxy, clock: Clock, changed: () => void): SystemFollower {
  const known = new Map<string, { at: number; key: string; answer: Promise<SystemAnswer> }>();

  async function ask(target: URL, before: string | undefined): Promise<SystemAnswer> {
    const answer = await system.resolve(target);
    const key = keyOf(answer);
    const entry = known.get(target.origin);
    if (entry) entry.key = key;
    if (before !== undefined && before !== "" && before !== key) changed();
    return answer;
  }

  function get(target: URL): Promise<SystemAnswer> {
    const entry = known.get(target.origin);
    if (entry && clock.now() - entry.at < freshMs) return entry.answer;
    const answer = ask(target, entry?.key);
    const next = { at: clock.now(), key: entry?.key ?? "", answer };
    known.set(target.origin, next);
    // What failed is asked again by the next one.
    answer.catch(() => {
      if (known.get(target.origin) === next) known.delete(target.origin);
    });
    return answer;
  }

  const settled = new WeakSet<Promise<SystemAnswer>>();
  return {
    get,
    freshen(origin) {
      const entry = known.get(origin);
      const fresh = entry && clock.now() - entry.at < freshMs;
      if (fresh && settled.has(entry.answer)) return null;
      const answer = get(new URL(origin));
      void answer.then(
        () => settled.add(answer),
        () => {},
      );
      return answer;
    },
  };
}

function keyOf({ route, from }: SystemAnswer): string {
  return JSON.stringify([from, route.map((proxy) => proxy?.href ?? null)]);
}
