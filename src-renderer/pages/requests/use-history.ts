/** Requests of the feed and, behind them, page by page, those of the database. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { RequestCursor, RequestFilter, RequestRow } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { requestRowLimit } from "../../live/fold-event.ts";
import { problemOf } from "../../live/problem-of.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import { fitsFilter } from "../../../src-shared/fits-filter.ts";

const pageRows = 500;

export interface History {
  /** Newest first. */
  rows: RequestRow[];
  /** The first page is under way. */
  pending: boolean;
  /** There is more behind the last row. */
  more: boolean;
  problem: Problem | null;
  loadMore: () => void;
  retry: () => void;
}

interface Loaded {
  rows: RequestRow[];
  next: RequestCursor | null;
}

export function useHistory(filter: RequestFilter): History {
  const client = useClient();
  const live = useLive((state) => state.requests);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  const asking = useRef<symbol | null>(null);
  const question = `${JSON.stringify(filter)} ${tries}`;

  const ask = (before: Loaded | null) => {
    const own = Symbol("question");
    asking.current = own;
    client.requests.page({ ...filter, before: before?.next ?? null, limit: pageRows }).then(
      ({ rows, next }) => {
        if (asking.current !== own) return;
        asking.current = null;
        setProblem(null);
        setLoaded({ rows: [...(before?.rows ?? []), ...rows], next });
      },
      (error: unknown) => {
        if (asking.current !== own) return;
        asking.current = null;
        setProblem(problemOf(error));
      },
    );
  };

  useEffect(() => {
    ask(null);
    return () => {
      asking.current = null;
    };
    // oxlint-disable-next-line react/exhaustive-deps -- the question stands for what is asked
  }, [question]);

  // More has come than the feed keeps: what fell out in between is in the database.
  const oldest = live.at(-1)?.startedAt ?? 0;
  const newest = loaded?.rows[0]?.startedAt ?? Infinity;
  const gap = live.length >= requestRowLimit && oldest > newest;
  useEffect(() => {
    if (gap) ask(null);
    // oxlint-disable-next-line react/exhaustive-deps -- once for each gap
  }, [gap]);

  const rows = useMemo(() => merged(live, loaded?.rows ?? [], filter), [live, loaded, question]); // oxlint-disable-line react/exhaustive-deps -- the question stands for the filter
  return {
    rows,
    pending: loaded === null && problem === null,
    more: loaded !== null && loaded.next !== null,
    problem,
    loadMore() {
      if (asking.current === null && problem === null && loaded !== null && loaded.next !== null) ask(loaded);
    },
    retry: () => {
      setProblem(null);
      setTries(tries + 1);
    },
  };
}

/** The feed's rows are the newer ones of two with the same id. */
function merged(live: RequestRow[], kept: RequestRow[], filter: RequestFilter): RequestRow[] {
  const shown = live.filter((row) => fitsFilter(row, filter));
  const ids = new Set(live.map(({ id }) => id));
  const older = kept.filter(({ id }) => !ids.has(id));
  if (shown.length === 0) return older;
  return [...shown, ...older].toSorted((one, other) => other.startedAt - one.startedAt);
}
