import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../components/empty.tsx";
import { Page } from "../../components/page.tsx";
import { RequestTable } from "../../components/request-table.tsx";
import { useLive } from "../../live/use-live.tsx";

const step = 200;

export function RequestsPage() {
  const { t } = useTranslation();
  const all = useLive((state) => state.requests);
  const [filter, setFilter] = useState("all");
  const [shown, setShown] = useState(step);
  const rows = filter === "failed" ? all.filter((row) => row.outcome === "failed") : all;

  return (
    <Page
      title={t("nav.requests")}
      actions={
        <SegmentedControl
          size="sm"
          aria-label={t("requests.filterLabel")}
          value={filter}
          onChange={setFilter}
          data={[
            { value: "all", label: t("requests.filterAll") },
            { value: "failed", label: t("requests.filterFailed") },
          ]}
        />
      }
    >
      {rows.length === 0 ? (
        <Empty
          title={t("requests.emptyTitle")}
          body={all.length === 0 ? t("requests.emptyBody") : t("requests.emptyFiltered")}
        />
      ) : (
        <RequestTable rows={rows.slice(0, shown)} label={t("nav.requests")} />
      )}
      {rows.length > shown && (
        <Button mt={12} onClick={() => setShown(shown + step)}>
          {t("requests.older")}
        </Button>
      )}
    </Page>
  );
}
