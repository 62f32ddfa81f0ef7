import { Button, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { useProblemText } from "../../../format/problem-text.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useClient } from "../../../live/use-live.tsx";
import classes from "./label-form.module.css";

/** Takes the place of the name while it is changed. Escape leaves it as it was; empty removes it. */
export function LabelForm({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const problemText = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [label, setLabel] = useState(account.label ?? "");
  const save = useMutation(() =>
    client.accounts.setLabel({ id: account.id, label: label.trim() === "" ? null : label.trim() }),
  );

  useEffect(() => input.current?.focus(), []);

  const submit = async () => {
    if (await save.run()) onClose();
  };

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        ref={input}
        aria-label={t("accounts.labelField")}
        placeholder={t("accounts.labelPlaceholder")}
        maxLength={80}
        value={label}
        error={save.problem === null ? undefined : problemText(save.problem).message}
        onChange={(event) => setLabel(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
      />
      <ActionButton type="submit" variant="filled" pending={save.pending}>
        {t("common.save")}
      </ActionButton>
      <Button variant="subtle" onClick={onClose}>
        {t("common.cancel")}
      </Button>
    </form>
  );
}
