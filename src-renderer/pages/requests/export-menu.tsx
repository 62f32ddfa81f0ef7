import { useTranslation } from "react-i18next";
import type { RequestFilter } from "../../../src-shared/contract/index.ts";
import { requestsCsv } from "../../../src-shared/requests/requests-csv.ts";
import { Menu } from "../../components/menu/menu.tsx";
import { useSaveText } from "../../components/use-save-text.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import { allRows } from "./all-rows.ts";

/** Everything the filter finds in the database, as a file. */
export function ExportMenu({ filter }: { filter: RequestFilter }) {
  const { t } = useTranslation();
  const client = useClient();
  const names = useAccountNames();
  const save = useSaveText();
  const saving = useMutation(async (kind: "csv" | "json") => {
    const rows = await allRows(client, filter);
    const text =
      kind === "csv" ? requestsCsv(rows, (id) => names.byId(id) ?? id) : JSON.stringify(rows, null, 2);
    await save(`requests.${kind}`, text);
  });
  return (
    <Menu
      label={t("requests.export")}
      text={t("requests.export")}
      items={(["csv", "json"] as const).map((kind) => ({
        text: t(kind === "csv" ? "requests.exportCsv" : "requests.exportJson"),
        onChoose: () => void saving.run(kind),
      }))}
    />
  );
}
