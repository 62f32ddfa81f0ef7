import { TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import { ActionButton } from "../action-button.tsx";
import { ProblemNote } from "../problem-note.tsx";
import classes from "./sign-in.module.css";

/** The last rung of the ladder: the address the browser ended at, copied by hand. */
export function PasteField() {
  const { t } = useTranslation();
  const client = useClient();
  const id = useId();
  const [address, setAddress] = useState("");
  const paste = useMutation(() => client.signIn.paste({ address: address.trim() }));
  const empty = address.trim() === "";

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!empty) void paste.run();
      }}
    >
      <label htmlFor={id} className={classes.wayName}>
        {t("signIn.pasteLabel")}
      </label>
      <p id={`${id}-hint`} className={classes.hint}>
        {t("signIn.pasteHint")}
      </p>
      <div className={classes.paste}>
        <TextInput
          id={id}
          aria-describedby={`${id}-hint`}
          placeholder={t("signIn.pastePlaceholder")}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <ActionButton type="submit" pending={paste.pending} disabled={empty}>
          {t("signIn.pasteSubmit")}
        </ActionButton>
      </div>
      {paste.problem !== null && <ProblemNote problem={paste.problem} />}
    </form>
  );
}
