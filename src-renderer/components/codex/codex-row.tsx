import { ActionIcon, Button, Switch } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../../live/use-live.tsx";
import { ActionButton } from "../action-button.tsx";
import { CloseIcon } from "../icons.tsx";
import { ProblemNote } from "../problem-note.tsx";
import classes from "./codex-row.module.css";
import { CodexSentence } from "./codex-sentence.tsx";
import { codexState } from "./codex-state.ts";
import { HomesNote } from "./homes-note.tsx";
import { LoginNote } from "./login-note.tsx";
import { QuietNote } from "./quiet-note.tsx";
import { useCodexSwitch } from "./use-codex-switch.tsx";
import { useCodexRefresh } from "./use-codex-refresh.ts";

/** Codex through Switchyard: the switch, the proof that it works, and what to do when it does not. */
export function CodexRow() {
  const { t } = useTranslation();
  const id = useId();
  const state = useLive(codexState);
  const online = useConnection().state === "live";
  const codex = useCodexSwitch();
  useCodexRefresh();

  return (
    <div className={classes.block}>
      <div className={classes.line}>
        <label htmlFor={id} className={classes.name}>
          {t("codex.title")}
        </label>
        <Switch
          id={id}
          checked={state !== "off"}
          disabled={!online || codex.off.pending}
          aria-describedby={`${id}-state`}
          onChange={(event) => (event.currentTarget.checked ? codex.ask() : void codex.off.run())}
        />
        <span id={`${id}-state`} className={classes.sentence}>
          <CodexSentence state={state} />
          {state === "held" && (
            <Button size="compact-sm" onClick={() => codex.ask()}>
              {t("codex.seeWhy")}
            </Button>
          )}
        </span>
      </div>
      <HomesNote />
      <QuietNote />
      <LoginNote />
      {state === "drift" && <DriftNote onOff={() => void codex.off.run()} />}
      {state === "orphaned" && (
        <div className={classes.note}>
          <p>{t("codex.orphanKeys")}</p>
          <div className={classes.buttons}>
            <ActionButton size="compact-sm" pending={codex.off.pending} onClick={() => void codex.off.run()}>
              {t("codex.removeKeys")}
            </ActionButton>
          </div>
        </div>
      )}
      {state === "unreadable" && <UnreadableNote />}
      {codex.off.problem !== null && <ProblemNote problem={codex.off.problem} />}
      {codex.foreign.length > 0 && (
        <output className={classes.quiet}>
          <span>
            {t("codex.leftAlone")} <code>{codex.foreign.join(", ")}</code>
          </span>
          <ActionIcon
            aria-label={t("common.dismiss")}
            title={t("common.dismiss")}
            onClick={() => codex.forget()}
          >
            <CloseIcon />
          </ActionIcon>
        </output>
      )}
      {codex.element}
    </div>
  );
}

function DriftNote({ onOff }: { onOff: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const { drift, mode } = useLive((live) => live.codex.switch);
  const putBack = useMutation(() => client.codex.on({ mode: mode ?? "native" }));
  return (
    <>
      <div className={classes.note}>
        <p>
          {t("codex.driftKeys")} <code>{drift.join(", ")}</code>
        </p>
        <div className={classes.buttons}>
          <ActionButton size="compact-sm" pending={putBack.pending} onClick={() => void putBack.run()}>
            {t("codex.putBack")}
          </ActionButton>
          <ActionButton size="compact-sm" onClick={onOff}>
            {t("codex.switchOff")}
          </ActionButton>
        </div>
      </div>
      {putBack.problem !== null && <ProblemNote problem={putBack.problem} />}
    </>
  );
}

function UnreadableNote() {
  const { t } = useTranslation();
  const client = useClient();
  const problem = useLive((live) => live.codex.switch.problem);
  const look = useMutation(() => client.codex.status());
  if (problem === null) return null;
  return (
    <ProblemNote problem={look.problem ?? problem}>
      <ActionButton size="compact-sm" pending={look.pending} onClick={() => void look.run()}>
        {t("codex.lookAgain")}
      </ActionButton>
    </ProblemNote>
  );
}
