import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestFilter, RequestRow } from "../../../src-shared/contract/index.ts";
import { Empty } from "../../components/page/empty.tsx";
import { Page } from "../../components/page/page.tsx";
import { SkeletonRows } from "../../components/page/skeleton-rows.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { RequestTable } from "../../components/requests/request-table.tsx";
import { filterOf, isFiltered, noFilter, type ChosenFilter } from "./chosen-filter.ts";
import { ExportMenu } from "./export-menu.tsx";
import { RequestDrawer } from "./request-drawer.tsx";
import { RequestFilters } from "./request-filters.tsx";
import classes from "./requests-page.module.css";
import { useHistory } from "./use-history.ts";

export function RequestsPage() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(noFilter);
  const [open, setOpen] = useState<RequestRow | null>(null);
  const [filter, setFilter] = useState<RequestFilter>({});
  const history = useHistory(filter);
  const { rows, pending, more, problem, loadMore } = history;
  const choose = (change: Partial<ChosenFilter>) => {
    const next = { ...chosen, ...change };
    setChosen(next);
    // The moment is that of the choice: else the question would be another one at every look.
    setFilter(filterOf(next, Date.now()));
  };

  return (
    <Page title={t("nav.requests")} actions={<ExportMenu filter={filter} />}>
      <RequestFilters filter={chosen} onChange={choose} />
      {problem !== null && (
        <ProblemNote problem={problem}>
          <Button onClick={history.retry}>{t("usage.retry")}</Button>
        </ProblemNote>
      )}
      {rows.length > 0 ? (
        <RequestTable rows={rows} label={t("nav.requests")} onChoose={setOpen} />
      ) : pending ? (
        <div aria-busy="true">
          <output className="visually-hidden">{t("common.loading")}</output>
          <SkeletonRows />
        </div>
      ) : (
        problem === null && (
          <Empty
            title={t("requests.emptyTitle")}
            body={isFiltered(chosen) ? t("requests.emptyFiltered") : t("requests.emptyBody")}
          />
        )
      )}
      {/* Another one for every page that has come: it may be in sight already. */}
      <Foot key={rows.length} more={more} onReached={loadMore} />
      <RequestDrawer
        row={open === null ? null : (rows.find(({ id }) => id === open.id) ?? open)}
        onClose={() => setOpen(null)}
      />
    </Page>
  );
}

/** Where the list ends for now: as it comes near, what is behind it is read. */
function Foot({ more, onReached }: { more: boolean; onReached: () => void }) {
  const { t } = useTranslation();
  const foot = useRef<HTMLDivElement>(null);
  const reached = useRef(onReached);
  useEffect(() => {
    reached.current = onReached;
  });
  useEffect(() => {
    const element = foot.current;
    if (element === null || !more) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) reached.current();
      },
      { root: element.closest("main"), rootMargin: "1200px" },
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [more]);
  return (
    <div ref={foot} className={classes.foot}>
      {more && t("requests.loadingOlder")}
    </div>
  );
}
