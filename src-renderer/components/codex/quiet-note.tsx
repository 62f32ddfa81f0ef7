import { useTranslation } from "react-i18next";
import { useLive } from "../../live/use-live.tsx";
import { Status } from "../status.tsx";
import classes from "./codex-row.module.css";
import { isQuiet } from "./codex-state.ts";
import { RunningCodex } from "./running-codex.tsx";
import { useRunningCodex } from "./use-running-codex.ts";

/** Warns when Codex is open and nothing has come from it since the switch was turned on. */
export function QuietNote() {
  const { t } = useTranslation();
  const quiet = useLive(({ codex }) => isQuiet(codex));
  const { running, look } = useRunningCodex(quiet);
  if (running === null || running.length === 0) return null;
  return (
    <div className={classes.quietNote}>
      <output>
        <Status tone="attention">{t("codex.quiet")}</Status>
      </output>
      <RunningCodex running={running} onRestarted={look} />
    </div>
  );
}
