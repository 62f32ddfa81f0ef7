import { useTranslation } from "react-i18next";
import { ActionButton } from "../../components/action-button.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import classes from "./connect-page.module.css";

const codexRun = "switchyard codex run";

/** Codex for one start, without touching any file: by a command, and on a desktop by a button. */
export function CodexStart() {
  const { t } = useTranslation();
  const client = useClient();
  const can = useLive((state) => state.app.can.openTerminal);
  const running = useLive((state) => state.gateway.state === "running");
  const open = useMutation(() => client.codex.openTerminal());
  return (
    <>
      <div className={classes.start}>
        <p className={classes.hint}>
          {t("connect.codexHint")} <code>{codexRun}</code>
        </p>
        {can && (
          <ActionButton
            size="compact-sm"
            pending={open.pending}
            disabled={!running}
            onClick={() => void open.run()}
          >
            {t("connect.openTerminal")}
          </ActionButton>
        )}
      </div>
      {open.problem !== null && <ProblemNote problem={open.problem} />}
    </>
  );
}
