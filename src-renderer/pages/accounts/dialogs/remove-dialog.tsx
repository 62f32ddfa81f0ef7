import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useReturnFocus } from "../../../components/use-return-focus.ts";
import { useAccountNames } from "../../../format/account-name.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient } from "../../../live/use-live.tsx";
import classes from "./remove-dialog.module.css";

/** What removing these accounts means, asked before it is done. */
export function RemoveDialog({ accounts: given, onClose }: { accounts: AccountView[]; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const names = useAccountNames();
  // Those already removed go from the page while the rest is still being worked on.
  const [accounts] = useState(given);
  const [first] = accounts;
  const own = accounts.some(({ kind }) => kind === "own");
  const remove = useMutation(async () => {
    for (const { id } of accounts) await client.accounts.remove({ id });
  });

  const confirm = async () => {
    if (await remove.run()) onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={420}
      title={
        accounts.length === 1 && first !== undefined
          ? t("accounts.removeTitle", { name: names.name(first) })
          : t("accounts.removeTitleMany", { count: accounts.length })
      }
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {accounts.length > 1 && (
        <p className={classes.names}>{accounts.map((account) => names.name(account)).join(", ")}</p>
      )}
      <p>{own ? t("accounts.removeBody") : t("accounts.removeLinked")}</p>
      {remove.problem !== null && <ProblemNote problem={remove.problem} />}
      <div className={classes.buttons}>
        <Button data-autofocus onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <ActionButton danger pending={remove.pending} onClick={() => void confirm()}>
          {t("accounts.removeConfirm", { count: accounts.length })}
        </ActionButton>
      </div>
    </Modal>
  );
}
