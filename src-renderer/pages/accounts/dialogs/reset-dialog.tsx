import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView, ResetOutcome } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { Status } from "../../../components/status.tsx";
import { takeFocus } from "../../../components/take-focus.ts";
import { useReturnFocus } from "../../../components/use-return-focus.ts";
import { useAccountNames } from "../../../format/account-name.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient } from "../../../live/use-live.tsx";
import classes from "./remove-dialog.module.css";

/** A reset credit is spent only after this was read. */
export function ResetDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const name = useAccountNames().name(account);
  const [outcome, setOutcome] = useState<ResetOutcome | null>(null);
  const spend = useMutation(async () =>
    setOutcome((await client.accounts.spendReset({ id: account.id })).outcome),
  );
  return (
    <Modal
      opened
      onClose={onClose}
      size={420}
      title={t("accounts.resetTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <p>{t("accounts.resetBody")}</p>
      {spend.problem !== null && <ProblemNote problem={spend.problem} />}
      <output className={classes.done}>
        {outcome !== null && (
          <Status tone={outcome === "reset" ? "good" : "attention"}>
            {t(`accounts.resetOutcome.${outcome}`)}
          </Status>
        )}
      </output>
      <div className={classes.buttons}>
        {outcome === null ? (
          <Button key="cancel" data-autofocus onClick={onClose}>
            {t("common.cancel")}
          </Button>
        ) : (
          <Button key="close" ref={takeFocus} onClick={onClose}>
            {t("common.close")}
          </Button>
        )}
        {outcome === null && (
          <ActionButton variant="filled" pending={spend.pending} onClick={() => void spend.run()}>
            {t("accounts.resetConfirm")}
          </ActionButton>
        )}
      </div>
    </Modal>
  );
}
