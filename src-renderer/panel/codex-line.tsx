import { Switch } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { CodexSentence } from "../components/codex/codex-sentence.tsx";
import { codexState } from "../components/codex/codex-state.ts";
import { ProblemNote } from "../components/problem-note.tsx";
import { useMutation } from "../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../live/use-live.tsx";
import classes from "./panel.module.css";

/** Switches at once, in the way the settings say: what it does can be seen and undone in the window. */
export function CodexLine() {
  const { t } = useTranslation();
  const id = useId();
  const client = useClient();
  const state = useLive(codexState);
  const mode = useLive((live) => live.settings.values.codex.mode);
  const online = useConnection().state === "live";
  const turn = useMutation((on: boolean) => (on ? client.codex.on({ mode }) : client.codex.off()));
  return (
    <section className={classes.section}>
      <div className={classes.line}>
        <label htmlFor={id} className={classes.strong}>
          {t("codex.title")}
        </label>
        <Switch
          id={id}
          className={classes.end}
          checked={state !== "off"}
          disabled={!online || turn.pending}
          aria-describedby={`${id}-state`}
          onChange={(event) => void turn.run(event.currentTarget.checked)}
        />
      </div>
      <p id={`${id}-state`} className={classes.quiet}>
        <CodexSentence state={state} />
      </p>
      {turn.problem !== null && <ProblemNote problem={turn.problem} />}
    </section>
  );
}
