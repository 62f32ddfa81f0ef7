import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../components/action-button.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useReturnFocus } from "../../components/use-return-focus.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import classes from "./reset-all.module.css";
import { SettingRow } from "./setting-row.tsx";

/** Everything as shipped, asked before it is done: a key that goes cannot come back. */
export function ResetAll() {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <SettingRow name={t("settings.resetAll")} hint={t("settings.resetAllHint")} group>
        {({ describedBy }) => (
          <Button aria-describedby={describedBy} onClick={() => setAsking(true)}>
            {t("settings.resetAllAsk")}
          </Button>
        )}
      </SettingRow>
      {asking && <ResetDialog onClose={() => setAsking(false)} />}
    </>
  );
}

function ResetDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const reset = useMutation(() => client.settings.reset({}));
  const confirm = async () => {
    if (await reset.run()) onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={420}
      title={t("settings.resetAllTitle")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <p>{t("settings.resetAllBody")}</p>
      {reset.problem !== null && <ProblemNote problem={reset.problem} />}
      <div className={classes.buttons}>
        <Button data-autofocus onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <ActionButton danger pending={reset.pending} onClick={() => void confirm()}>
          {t("settings.resetAllConfirm")}
        </ActionButton>
      </div>
    </Modal>
  );
}
