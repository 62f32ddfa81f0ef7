import { useTranslation } from "react-i18next";
import type { CodexProcess } from "../../../src-shared/contract/index.ts";
import { useFormat } from "../../format/use-format.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import { ActionButton } from "../action-button.tsx";
import { ProblemNote } from "../problem-note.tsx";
import classes from "./running-codex.module.css";

interface Properties {
  running: CodexProcess[];
  /** Offers to start the desktop app anew, and is called once that was done: only after a change is it of use. */
  onRestarted?: () => void;
}

/** The Codex programs that are open, each with its age; the desktop app can be started anew. */
export function RunningCodex({ running, onRestarted }: Properties) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const client = useClient();
  const restart = useMutation(() => client.codex.restartApp());
  const again = async () => {
    if (await restart.run()) onRestarted?.();
  };
  return (
    <>
      <ul className={classes.list}>
        {running.map(({ pid, kind, version, startedAt }) => (
          <li key={pid}>
            <span>
              {t(`codex.program.${kind}`)} {version} <span className={classes.pid}>({pid})</span>
              {startedAt !== null && ` ${t("codex.startedAgo", { when: format.ago(startedAt, now) })}`}
            </span>
            {kind === "desktop" && onRestarted !== undefined && (
              <ActionButton size="compact-sm" pending={restart.pending} onClick={() => void again()}>
                {t("codex.restartApp")}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      {restart.problem !== null && <ProblemNote problem={restart.problem} />}
    </>
  );
}
