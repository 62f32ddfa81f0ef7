import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WipeChoice } from "../../../src-shared/contract/index.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useReturnFocus } from "../../components/use-return-focus.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import classes from "./groups/data-group.module.css";

const parts = ["usage", "accounts", "settings"] as const;
const words = {
  usage: ["settings.wipeUsage", "settings.wipeUsageHint"],
  accounts: ["settings.wipeAccounts", "settings.wipeAccountsHint"],
  settings: ["settings.wipeSettings", "settings.wipeSettingsHint"],
} as const;

/** Nothing is chosen beforehand: what goes for good is named by who wants it gone. */
export function WipeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const [choice, setChoice] = useState<WipeChoice>({ usage: false, accounts: false, settings: false });
  const wipe = useMutation(() => client.data.wipe(choice));

  const confirm = async () => {
    if (await wipe.run()) onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={420}
      title={t("settings.wipeTitle")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <div className={classes.choices}>
        {parts.map((part) => (
          <label key={part} className={classes.choice}>
            <input
              type="checkbox"
              checked={choice[part]}
              disabled={wipe.pending}
              onChange={(event) => setChoice({ ...choice, [part]: event.currentTarget.checked })}
            />
            <span>
              {t(words[part][0])}
              <span className={classes.hint}>{t(words[part][1])}</span>
            </span>
          </label>
        ))}
      </div>
      {wipe.problem !== null && <ProblemNote problem={wipe.problem} />}
      <div className={classes.confirm}>
        <Button data-autofocus onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <ActionButton
          danger
          pending={wipe.pending}
          disabled={!Object.values(choice).includes(true)}
          onClick={() => void confirm()}
        >
          {t("settings.wipeConfirm")}
        </ActionButton>
      </div>
    </Modal>
  );
}
