import { useTranslation } from "react-i18next";
import type { Attempt, RequestRow } from "../../../src-shared/contract/index.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { useFormat } from "../../format/use-format.ts";
import classes from "./request-tries.module.css";
import { Status, type Tone } from "../status.tsx";

const tones: Record<Attempt["outcome"], Tone> = { running: "busy", ok: "good", failed: "bad" };

/** Which account was tried when, and what came of it; below it what else happened on the way. */
export function RequestTries({ row }: { row: RequestRow }) {
  const { t } = useTranslation();
  const names = useAccountNames();
  const format = useFormat();
  return (
    <>
      {row.tries.length > 0 && (
        <ol className={classes.tries} aria-label={t("requests.tries")}>
          {row.tries.map((attempt) => (
            <li key={attempt.startedAt} className={classes.try}>
              <span className={classes.when}>
                {format.elapsed(Math.max(0, attempt.startedAt - row.startedAt))}
              </span>
              <span className={classes.account}>
                {attempt.provider === "codex"
                  ? (names.byId(attempt.accountId) ?? t("requests.goneAccount"))
                  : attempt.provider}
              </span>
              <Status tone={tones[attempt.outcome]}>
                {attempt.kind === null ? t(`requests.${attempt.outcome}`) : t(`failure.${attempt.kind}`)}
              </Status>
            </li>
          ))}
        </ol>
      )}
      {row.notes.length > 0 && (
        <ul className={classes.notes} aria-label={t("requests.notes")}>
          {row.notes.map((note) => (
            <li key={note}>{t(`requests.note.${note}`)}</li>
          ))}
        </ul>
      )}
    </>
  );
}
