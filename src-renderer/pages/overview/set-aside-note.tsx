import { useTranslation } from "react-i18next";
import { Status } from "../../components/status.tsx";
import { useQuery } from "../../query/use-query.ts";
import { useQueries } from "../../live/use-live.tsx";

/** Files of the data folder that could not be understood: what was in them is missing elsewhere on the page. */
export function SetAsideNote() {
  const { t } = useTranslation();
  const queries = useQueries();
  const files = useQuery(queries.data.setAside.queryOptions()).data ?? [];
  return files.map((file) => (
    <Status key={file} tone="attention">
      {t("overview.setAside", { file })}
    </Status>
  ));
}
