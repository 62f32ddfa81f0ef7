import { ActionIcon, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../../components/action-button.tsx";
import { CloseIcon } from "../../../components/icons.tsx";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { useProblemText } from "../../../format/problem-text.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useQuery } from "../../../query/use-query.ts";
import { useClient, useConnection, useLive, useQueries } from "../../../live/use-live.tsx";
import classes from "./codex-homes.module.css";
import { SettingRow } from "../setting-row.tsx";

/** Homes of Codex that are switched beside the main one: those chosen, those found, and a field for any other. */
export function CodexHomes() {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueries();
  const text = useProblemText();
  const online = useConnection().state === "live";
  const homes = useLive((state) => state.settings.values.codex.homes);
  const [draft, setDraft] = useState("");
  const found = useQuery(queries.codex.findHomes.queryOptions());
  const add = useMutation((folder: string) => client.codex.addHome({ folder }));
  const remove = useMutation((folder: string) => client.codex.removeHome({ folder }));
  const problem = add.problem ?? remove.problem;
  const addDraft = async () => {
    if (draft.trim() !== "" && (await add.run(draft.trim()))) setDraft("");
  };

  return (
    <>
      <SettingRow name={t("settings.codexHomes")} hint={t("settings.codexHomesHint")}>
        {({ id, describedBy }) => (
          <>
            <TextInput
              id={id}
              aria-label={t("settings.codexHomeAddLabel")}
              aria-describedby={describedBy}
              w={260}
              spellCheck={false}
              autoComplete="off"
              placeholder="~/work/.codex"
              value={draft}
              disabled={!online}
              onChange={(event) => setDraft(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter") void addDraft();
              }}
            />
            <ActionButton
              pending={add.pending}
              disabled={!online || draft.trim() === ""}
              onClick={() => void addDraft()}
            >
              {t("settings.codexHomeAdd")}
            </ActionButton>
          </>
        )}
      </SettingRow>
      {(homes.length > 0 || (found.data ?? []).length > 0) && (
        <ul className={classes.homes}>
          {homes.map((folder) => (
            <li key={folder} className={classes.home}>
              <code>{folder}</code>
              <ActionIcon
                aria-label={t("settings.codexHomeRemove", { folder })}
                title={t("settings.codexHomeRemove", { folder })}
                disabled={!online}
                onClick={() => void remove.run(folder)}
              >
                <CloseIcon />
              </ActionIcon>
            </li>
          ))}
          {(found.data ?? []).map(({ folder, unreachable }) => (
            <li key={folder} className={classes.home}>
              <span>
                <code>{folder}</code>
                {unreachable !== null && (
                  <span className={classes.hint}>
                    {text(unreachable).message} {text(unreachable).advice}
                  </span>
                )}
              </span>
              <ActionButton
                size="compact-sm"
                disabled={!online || add.pending}
                aria-label={t("settings.codexHomeAddFound", { folder })}
                onClick={() => void add.run(folder)}
              >
                {t("settings.codexHomeAdd")}
              </ActionButton>
            </li>
          ))}
        </ul>
      )}
      {problem !== null && <ProblemNote problem={problem} />}
    </>
  );
}
