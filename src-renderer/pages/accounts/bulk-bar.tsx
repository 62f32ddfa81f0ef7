import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import classes from "./accounts-toolbar.module.css";
import { ExportDialog } from "./dialogs/export-dialog.tsx";
import { RemoveDialog } from "./dialogs/remove-dialog.tsx";

interface Properties {
  picked: AccountView[];
  onAll: () => void;
  onDone: () => void;
}

/** Does the same to all accounts that were picked. */
export function BulkBar({ picked, onAll, onDone }: Properties) {
  const { t } = useTranslation();
  const client = useClient();
  const [asking, setAsking] = useState<"export" | "remove" | null>(null);
  const setPaused = useMutation(async (paused: boolean) => {
    for (const { id } of picked.filter((account) => account.paused !== paused)) {
      await client.accounts.setPaused({ id, paused });
    }
  });
  const none = picked.length === 0;
  return (
    <div role="toolbar" aria-label={t("accounts.bulkLabel")} className={classes.bar}>
      <output className={classes.count}>{t("accounts.picked", { count: picked.length })}</output>
      <Button onClick={onAll}>{t("accounts.pickAll")}</Button>
      <ActionButton disabled={none} pending={setPaused.pending} onClick={() => void setPaused.run(true)}>
        {t("accounts.pause")}
      </ActionButton>
      <ActionButton disabled={none} pending={setPaused.pending} onClick={() => void setPaused.run(false)}>
        {t("accounts.resume")}
      </ActionButton>
      <ActionButton disabled={none} onClick={() => setAsking("export")}>
        {t("accounts.exportMany")}
      </ActionButton>
      <ActionButton disabled={none} onClick={() => setAsking("remove")}>
        {t("accounts.removeMany")}
      </ActionButton>
      <Button className={classes.end} onClick={onDone}>
        {t("accounts.endSelect")}
      </Button>
      {setPaused.problem !== null && <ProblemNote problem={setPaused.problem} />}
      {asking === "export" && <ExportDialog accounts={picked} onClose={() => setAsking(null)} />}
      {asking === "remove" && <RemoveDialog accounts={picked} onClose={() => setAsking(null)} />}
    </div>
  );
}
