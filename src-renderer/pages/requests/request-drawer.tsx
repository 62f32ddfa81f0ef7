import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../../src-shared/contract/index.ts";
import { RequestDetails } from "../../components/requests/request-details.tsx";
import { useAccountNames } from "../../format/account-name.ts";
import { useFormat } from "../../format/use-format.ts";

/** The facts of one request beside the list. */
export function RequestDrawer({ row, onClose }: { row: RequestRow | null; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useAccountNames();
  return (
    <Drawer
      opened={row !== null}
      onClose={onClose}
      position="right"
      size={480}
      title={
        row === null
          ? ""
          : t("requests.drawer", { time: format.clock(row.startedAt), date: format.date(row.startedAt) })
      }
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {row !== null && <RequestDetails row={row} account={names.byId(row.accountId)} />}
    </Drawer>
  );
}
