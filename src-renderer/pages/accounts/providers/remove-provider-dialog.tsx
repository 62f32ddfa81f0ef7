import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useReturnFocus } from "../../../components/use-return-focus.ts";
import { useClient } from "../../../live/use-live.tsx";
import { useMutation } from "../../../query/use-mutation.ts";
import classes from "../dialogs/remove-dialog.module.css";

interface Properties {
  name: string;
  onRemoved: () => void;
  onClose: () => void;
}

export function RemoveProviderDialog({ name, onRemoved, onClose }: Properties) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const remove = useMutation(() => client.providers.remove({ name }));

  const confirm = async () => {
    if (!(await remove.run())) return;
    onRemoved();
    onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={420}
      title={t("providers.removeTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <p>{t("providers.removeBody")}</p>
      {remove.problem !== null && <ProblemNote problem={remove.problem} />}
      <div className={classes.buttons}>
        <Button data-autofocus onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <ActionButton danger pending={remove.pending} onClick={() => void confirm()}>
          {t("providers.removeConfirm")}
        </ActionButton>
      </div>
    </Modal>
  );
}
