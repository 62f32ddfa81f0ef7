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
  kind: "claude-code" | "acp";
  onAccepted: () => Promise<void>;
  onClose: () => void;
}

/** What a kind asks to be accepted once, before it serves. */
export function AcceptProviderDialog({ name, kind, onAccepted, onClose }: Properties) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const accept = useMutation(() => client.providers.change({ name, accepted: true }));

  const confirm = async () => {
    if (!(await accept.run())) return;
    // The list first: what had the focus may be gone with it.
    await onAccepted();
    onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={480}
      title={t("providers.acceptTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <p>{t(`providers.acceptance.${kind}`)}</p>
      {accept.problem !== null && <ProblemNote problem={accept.problem} />}
      <div className={classes.buttons}>
        <Button data-autofocus onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <ActionButton variant="filled" pending={accept.pending} onClick={() => void confirm()}>
          {t("providers.acceptConfirm")}
        </ActionButton>
      </div>
    </Modal>
  );
}
