/** Which lines of a long table are in sight, so that only those have to be there. */
import { useLayoutEffect, useRef, useState, type RefObject } from "react";

export interface VisibleRows {
  first: number;
  /** Behind the last one. */
  last: number;
  /** Pixels of a line. */
  height: number;
}

/** Lines above and below that are there already when they come into sight. */
const spare = 12;
const atFirst = 40;

/** @param body lines carry `data-row` and are all of one height. @param off everything is there */
export function useVisibleRows(
  body: RefObject<HTMLTableSectionElement | null>,
  count: number,
  off: boolean,
): VisibleRows {
  const [range, setRange] = useState({ first: 0, last: atFirst, height: 37 });
  const height = useRef(range.height);
  useLayoutEffect(() => {
    const element = body.current;
    const scroller = element?.closest<HTMLElement>("main") ?? null;
    if (off || element === null || scroller === null) return;
    const look = () => {
      const line = element.querySelector("[data-row]")?.getBoundingClientRect().height;
      if (line !== undefined && line > 0) height.current = line;
      const above = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top;
      const first = Math.min(
        Math.max(0, Math.floor(above / height.current) - spare),
        Math.max(0, count - spare),
      );
      const last = Math.ceil((above + scroller.clientHeight) / height.current) + spare;
      setRange((before) =>
        before.first === first && before.last === last && before.height === height.current
          ? before
          : { first, last, height: height.current },
      );
    };
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      resized.disconnect();
    };
  }, [body, count, off]);
  if (off) return { first: 0, last: count, height: range.height };
  return { first: Math.min(range.first, count), last: Math.min(range.last, count), height: range.height };
}
