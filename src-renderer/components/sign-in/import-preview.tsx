import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportAction, ImportEntry } from "../../../src-shared/contract/index.ts";
import { maskEmail, planName } from "../../../src-shared/account-name.ts";
import { problemLine } from "../../format/problem-text.ts";
import { useFormat } from "../../format/use-format.ts";
import type { Mutation } from "../../query/use-mutation.ts";
import { useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import { ActionButton } from "../action-button.tsx";
import { ProblemNote } from "../problem-note.tsx";
import { Status, type Tone } from "../status.tsx";
import classes from "./sign-in.module.css";

interface Properties {
  entries: readonly ImportEntry[];
  take: Mutation<[]>;
  /** The accounts changed meanwhile. */
  onLookAgain: () => void;
  onBack: () => void;
}

const tones: Record<ImportAction, Tone> = {
  add: "good",
  renew: "good",
  same: "off",
  older: "attention",
  sealed: "attention",
  ignored: "off",
  broken: "bad",
};

/** What the import will do with each entry, and what that means for where it came from. */
export function ImportPreviewStep({ entries, take, onLookAgain, onBack }: Properties) {
  const { t } = useTranslation();
  const taken = entries.filter(({ action }) => action === "add" || action === "renew");
  return (
    <div className={classes.stack}>
      <ul className={classes.entries} aria-label={t("signIn.importEntries")}>
        {entries.map((entry, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- two entries may have the same name; they never move
          <Entry key={index} entry={entry} />
        ))}
      </ul>
      {taken.some(({ renewable }) => renewable) && (
        <p className={classes.hint}>{t("signIn.importWarning")}</p>
      )}
      {taken.length === 0 && (
        <output>
          <Status tone="attention">{t("signIn.importNothingToDo")}</Status>
        </output>
      )}
      {take.problem !== null && (
        <ProblemNote problem={take.problem}>
          {take.problem.code === "import_changed" && (
            <Button size="compact-sm" onClick={onLookAgain}>
              {t("signIn.importLookAgain")}
            </Button>
          )}
        </ProblemNote>
      )}
      <div className={classes.buttons}>
        {taken.length > 0 && (
          <ActionButton variant="filled" pending={take.pending} onClick={() => void take.run()}>
            {t("signIn.importTake", { count: taken.length })}
          </ActionButton>
        )}
        <Button onClick={onBack}>{t("signIn.importOther")}</Button>
      </div>
    </div>
  );
}

function Entry({ entry }: { entry: ImportEntry }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const mask = useLive((state) => state.settings.values.desktop.maskEmails);
  const { name, action, problem, id, email, plan, workspaceId, tokenExpiresAt, renewable } = entry;
  const shown = email !== null && mask ? maskEmail(email) : email;
  const expiry = tokenExpiresAt === null ? "—" : format.time(tokenExpiresAt, now);
  return (
    <li className={classes.entry}>
      <span className={classes.entryName}>
        <strong>{id === null ? name : (shown ?? id)}</strong>
        {plan !== null && <span className={classes.hint}>{planName(plan)}</span>}
      </span>
      <Status tone={tones[action]}>{t(`signIn.importAction.${action}`)}</Status>
      {id !== null && (
        <span className={classes.hint} title={workspaceId ?? undefined}>
          {[
            name,
            t("signIn.importWorkspace", { id: workspaceId?.slice(-6) ?? "—" }),
            renewable
              ? t("signIn.importExpires", { time: expiry })
              : t("signIn.importExpiresForGood", { time: expiry }),
          ].join(" · ")}
        </span>
      )}
      {problem !== null && action !== "ignored" && (
        <span className={classes.hint}>{problemLine(problem, i18n.language)}</span>
      )}
    </li>
  );
}
