import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useReturnFocus } from "../../../components/use-return-focus.ts";
import { useAccountNames } from "../../../format/account-name.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient, useLive } from "../../../live/use-live.tsx";
import classes from "./models-dialog.module.css";

/** Which models an account is asked for. Those that the catalog no longer has stay listed while they are excluded. */
export function ModelsDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  useReturnFocus();
  const name = useAccountNames().name(account);
  const catalog = useLive((state) => state.models.models);
  const [excluded, setExcluded] = useState(account.excludedModels);
  const listed = catalog.filter((model) => model.listed).map((model) => model.id);
  const ids = [...listed, ...account.excludedModels.filter((id) => !listed.includes(id))];
  const save = useMutation(() => client.accounts.setExcludedModels({ id: account.id, models: excluded }));

  const submit = async () => {
    if (await save.run()) onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={420}
      title={t("accounts.modelsTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className={classes.hint}>{t("accounts.modelsHint")}</p>
        <ul className={classes.models}>
          {ids.map((id) => (
            <li key={id}>
              <label className={classes.model}>
                <input
                  type="checkbox"
                  checked={!excluded.includes(id)}
                  onChange={(event) =>
                    setExcluded(
                      event.currentTarget.checked
                        ? excluded.filter((other) => other !== id)
                        : [...excluded, id],
                    )
                  }
                />
                <code>{id}</code>
              </label>
            </li>
          ))}
        </ul>
        {save.problem !== null && <ProblemNote problem={save.problem} />}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <ActionButton type="submit" variant="filled" pending={save.pending}>
            {t("common.save")}
          </ActionButton>
        </div>
      </form>
    </Modal>
  );
}
