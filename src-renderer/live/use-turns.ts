import { useEffect, useRef, useState } from "react";

/**
 * Counts how often `value` has become another one, at most once in `ms`. The last change is always counted.
 *
 * @param ms milliseconds between two counts
 */
export function useTurns(value: unknown, ms: number): number {
  const [turn, setTurn] = useState({ count: 0, of: value });
  const countedAt = useRef(-Infinity);
  useEffect(() => {
    if (Object.is(turn.of, value)) return;
    const timer = setTimeout(
      () => {
        countedAt.current = Date.now();
        setTurn(({ count }) => ({ count: count + 1, of: value }));
      },
      Math.max(0, countedAt.current + ms - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [value, turn.of, ms]);
  return turn.count;
}
