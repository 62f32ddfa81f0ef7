import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useReturnFocus } from "../../components/use-return-focus.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { useAction } from "../../live/use-action.ts";
import { useClient } from "../../live/use-live.tsx";
import classes from "./remove-dialog.module.css";

export function RemoveDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const name = useAccountNames().name(account);
  const remove = useAction(() => client.accounts.remove({ id: account.id }));

  const confirm = async () => {
    if (await remove.run()) onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={420}
      title={t("accounts.removeTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <p>{t("accounts.removeBody")}</p>
      {remove.problem !== null && <ProblemNote problem={remove.problem} />}
      <div className={classes.buttons}>
        <Button data-autofocus onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <ActionButton danger pending={remove.pending} onClick={() => void confirm()}>
          {t("accounts.removeConfirm")}
        </ActionButton>
      </div>
    </Modal>
  );
}
