import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { downloadText } from "../../../components/download-text.ts";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { Status } from "../../../components/status.tsx";
import { takeFocus } from "../../../components/take-focus.ts";
import { useReturnFocus } from "../../../components/use-return-focus.ts";
import { useAccountNames } from "../../../format/account-name.ts";
import { useFormat } from "../../../format/use-format.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient } from "../../../live/use-live.tsx";
import { useNow } from "../../../live/use-now.ts";
import { insideApp } from "../../../rpc.ts";
import classes from "./remove-dialog.module.css";

/** What it means to give logins out of hand, said before a file of them is made. */
export function ExportDialog({ accounts, onClose }: { accounts: AccountView[]; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const names = useAccountNames();
  const format = useFormat();
  const now = useNow();
  const [done, setDone] = useState<{ count: number; path: string } | null>(null);
  const able = accounts.filter(({ kind, health }) => kind === "own" && health !== "sealed");
  const unable = accounts.filter((account) => !able.includes(account));
  const last = Math.max(0, ...accounts.map(({ exportedAt }) => exportedAt ?? 0));
  const ids = able.map(({ id }) => id);
  const save = useMutation(async () => {
    if (insideApp) {
      const { path, exported } = await client.accounts.exportToFile({ ids });
      if (path !== null) setDone({ count: exported.length, path });
      return;
    }
    const { fileName, text, exported } = await client.accounts.export({ ids, by: "window" });
    downloadText(fileName, text, "application/json");
    setDone({ count: exported.length, path: fileName });
  });
  const [first] = accounts;

  return (
    <Modal
      opened
      onClose={onClose}
      size={420}
      title={
        accounts.length === 1 && first !== undefined
          ? t("accounts.exportTitle", { name: names.name(first) })
          : t("accounts.exportTitleMany", { count: accounts.length })
      }
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {accounts.length > 1 && able.length > 0 && (
        <p className={classes.names}>{able.map((account) => names.name(account)).join(", ")}</p>
      )}
      {able.length > 0 && <p>{t("accounts.exportBody")}</p>}
      {unable.length > 0 && (
        <p className={classes.note}>
          {t("accounts.exportUnable", { names: unable.map((account) => names.name(account)).join(", ") })}
        </p>
      )}
      <p className={classes.note}>
        {last === 0 ? t("accounts.exportNever") : t("accounts.exportLast", { time: format.time(last, now) })}
      </p>
      {save.problem !== null && <ProblemNote problem={save.problem} />}
      <output className={classes.done}>
        {done !== null && (
          <Status tone="good">{t("accounts.exportDone", { count: done.count, path: done.path })}</Status>
        )}
      </output>
      <div className={classes.buttons}>
        {done === null ? (
          <Button key="cancel" data-autofocus onClick={onClose}>
            {t("common.cancel")}
          </Button>
        ) : (
          <Button key="close" ref={takeFocus} onClick={onClose}>
            {t("common.close")}
          </Button>
        )}
        {done === null && (
          <ActionButton
            variant="filled"
            pending={save.pending}
            disabled={able.length === 0}
            onClick={() => void save.run()}
          >
            {t("accounts.exportConfirm")}
          </ActionButton>
        )}
      </div>
    </Modal>
  );
}
