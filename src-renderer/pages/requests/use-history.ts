/** Requests of the feed and, behind them, page by page, those of the database. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { RequestCursor, RequestFilter, RequestRow } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { requestRowLimit } from "../../live/fold-event.ts";
import { problemOf } from "../../query/problem-of.ts";
import { useLive, useQueries } from "../../live/use-live.tsx";
import { fitsFilter } from "../../../src-shared/requests/fits-filter.ts";

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

export function useHistory(filter: RequestFilter): History {
  const { requests } = useQueries();
  const queryClient = useQueryClient();
  const live = useLive((state) => state.requests);
  const query = requests.page.infiniteOptions({
    input: (before: RequestCursor | null) => ({ ...filter, before, limit: pageRows }),
    initialPageParam: null as RequestCursor | null,
    getNextPageParam: ({ next }) => next,
  });
  const { data, error, isFetching, isPending, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(query);

  // From the first page on: those behind it begin elsewhere by now.
  const startOver = () => {
    queryClient.setQueryData(query.queryKey, (kept) =>
      kept === undefined ? kept : { pages: kept.pages.slice(0, 1), pageParams: kept.pageParams.slice(0, 1) },
    );
    void refetch();
  };

  // More has come than the feed keeps: what fell out in between is in the database.
  const oldest = live.at(-1)?.startedAt ?? 0;
  const newest = data?.pages[0]?.rows[0]?.startedAt ?? Infinity;
  const gap = live.length >= requestRowLimit && oldest > newest;
  useEffect(() => {
    if (gap) startOver();
    // oxlint-disable-next-line react/exhaustive-deps -- once for each gap
  }, [gap]);

  const rows = useMemo(
    () => merged(live, data?.pages.flatMap((page) => page.rows) ?? [], filter),
    [live, data, filter],
  );
  return {
    rows,
    pending: isPending,
    more: hasNextPage,
    problem: error === null ? null : problemOf(error),
    loadMore() {
      if (!isFetching && error === null && hasNextPage) void fetchNextPage();
    },
    retry: startOver,
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
