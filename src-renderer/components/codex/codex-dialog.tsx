import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CodexPreview } from "../../../src-shared/contract/index.ts";
import { useAction } from "../../live/use-action.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import { ActionButton } from "../action-button.tsx";
import { CopyButton } from "../copy-button.tsx";
import { ProblemNote } from "../problem-note.tsx";
import { Status } from "../status.tsx";
import { useReturnFocus } from "../use-return-focus.ts";
import classes from "./codex-dialog.module.css";
import { DiffView } from "./diff-view.tsx";
import { ModeChoice } from "./mode-choice.tsx";
import { usePreview } from "./use-preview.ts";

/** Shows what turning the switch on changes and means, before anything is touched. */
export function CodexDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useReturnFocus();
  const client = useClient();
  const wished = useLive((state) => state.settings.values.codex.mode);
  const keeps = useLive((state) => state.settings.values.codex.keepOnQuit);
  const [mode, setMode] = useState(wished);
  const { preview, problem } = usePreview(mode);
  const apply = useAction(() => client.codex.on({ mode }));
  const ready = preview !== null && preview.mode === mode && preview.refusal === null;

  const confirm = async () => {
    if (await apply.run()) onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={t("codex.title")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <div className={classes.stack}>
        <p className={classes.intro}>{t("codex.intro")}</p>
        <ModeChoice mode={mode} onChoose={setMode} />
        {problem !== null && <ProblemNote problem={problem} />}
        {preview === null ? (
          problem === null && <div className={classes.reserved} aria-busy="true" />
        ) : (
          <Preview preview={preview} />
        )}
        {preview?.refusal == null && (
          <ul className={classes.consequences}>
            <li>{keeps ? t("codex.staysOnQuit") : t("codex.givenBack")}</li>
            <li>{t("codex.restart")}</li>
          </ul>
        )}
        {apply.problem !== null && <ProblemNote problem={apply.problem} />}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <ActionButton
            variant="filled"
            pending={apply.pending}
            disabled={!ready}
            onClick={() => void confirm()}
          >
            {t("codex.apply")}
          </ActionButton>
        </div>
      </div>
    </Modal>
  );
}

function Preview({ preview }: { preview: CodexPreview }) {
  const { t } = useTranslation();
  const { file, diff, refusal } = preview;
  return (
    <div className={classes.reserved}>
      <p className={classes.file}>
        <code>{file}</code>
        {refusal !== null && refusal.line !== null && (
          <span>{t("codex.refusedLine", { line: refusal.line })}</span>
        )}
      </p>
      {refusal === null ? (
        <DiffView diff={diff} label={t("codex.diffLabel")} />
      ) : (
        <div role="alert">
          <Status tone="bad">{refusal.message}</Status>
          <p className={classes.byHand}>{t("codex.byHand")}</p>
          <div className={classes.snippet}>
            <pre>{refusal.snippet.trimEnd()}</pre>
            <CopyButton iconOnly text={refusal.snippet} label={t("codex.copySnippet")} />
          </div>
        </div>
      )}
    </div>
  );
}
