import { ActionIcon, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../components/action-button.tsx";
import { CloseIcon } from "../../components/icons.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../../live/use-live.tsx";
import classes from "./alias-editor.module.css";

/** Names that tools ask for, and the models they become. */
export function AliasEditor() {
  const { t } = useTranslation();
  const client = useClient();
  const online = useConnection().state === "live";
  const map = useLive((state) => state.settings.values.models.map);
  const models = useLive((state) => state.models.models);
  const locked = useLive((state) => state.settings.origins["models.map"] === "environment");
  const [name, setName] = useState("");
  const [target, setTarget] = useState("");
  const save = useMutation((next: Record<string, string>) =>
    client.settings.update({ models: { map: next } }),
  );
  const entries = Object.entries(map);
  const ready = name.trim() !== "" && target.trim() !== "";

  const add = async () => {
    if (!ready || !(await save.run({ ...map, [name.trim()]: target.trim() }))) return;
    setName("");
    setTarget("");
  };
  const remove = (gone: string) => save.run(Object.fromEntries(entries.filter(([each]) => each !== gone)));

  return (
    <>
      <p className={classes.hint}>
        {locked ? t("models.aliasLocked") : t("models.aliasesHint", { example: "gpt-5.5-high" })}
      </p>
      {entries.length === 0 ? (
        <p className={classes.none}>{t("models.aliasesNone")}</p>
      ) : (
        <ul className={classes.list} aria-label={t("models.aliases")}>
          {entries.map(([from, to]) => (
            <li key={from}>
              <code>{from}</code>
              <span aria-hidden="true">→</span>
              <code>{to}</code>
              {!locked && (
                <ActionIcon
                  aria-label={t("models.aliasRemove", { name: from })}
                  disabled={!online || save.pending}
                  onClick={() => void remove(from)}
                >
                  <CloseIcon />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {!locked && (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextInput
            label={t("models.aliasName")}
            placeholder="claude-opus-5-5"
            value={name}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t("models.aliasTarget")}
            placeholder="gpt-5.5-high"
            list="alias-targets"
            value={target}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setTarget(event.currentTarget.value)}
          />
          <datalist id="alias-targets">
            {models
              .filter(({ listed }) => listed)
              .map(({ id }) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
          </datalist>
          <ActionButton type="submit" pending={save.pending} disabled={!ready}>
            {t("models.aliasAdd")}
          </ActionButton>
        </form>
      )}
      {save.problem !== null && <ProblemNote problem={save.problem} />}
    </>
  );
}
