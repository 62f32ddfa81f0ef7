import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMutation } from "../../query/use-mutation.ts";
import { useQuery } from "../../query/use-query.ts";
import { useClient, useLive, useQueries } from "../../live/use-live.tsx";
import { ActionButton } from "../action-button.tsx";
import { FileChange, FileChangePending } from "../file-change/file-change.tsx";
import { ProblemNote } from "../problem-note.tsx";
import { useReturnFocus } from "../use-return-focus.ts";
import classes from "./codex-dialog.module.css";
import { ModeChoice } from "./mode-choice.tsx";
import { RunningCodex } from "./running-codex.tsx";
import { useRunningCodex } from "./use-running-codex.ts";

/** Shows what turning the switch on changes and means, before anything is touched. */
export function CodexDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  useReturnFocus();
  const client = useClient();
  const queries = useQueries();
  const wished = useLive((state) => state.settings.values.codex.mode);
  const keeps = useLive((state) => state.settings.values.codex.keepOnQuit);
  const [mode, setMode] = useState(wished);
  const { data: previews, problem } = useQuery(queries.codex.preview.queryOptions({ input: { mode } }));
  const { running } = useRunningCodex();
  const apply = useMutation(() => client.codex.on({ mode }));
  const shown = previews !== null && running !== null;
  // One home that is refused holds no other up.
  const possible = previews === null || previews.some(({ refusal }) => refusal === null);
  // Without a login of its own there is but one way, whatever is chosen.
  const choosable = previews === null || previews.some(({ withoutLogin }) => !withoutLogin);
  const ready = previews?.[0]?.mode === mode && possible;

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
        {choosable && <ModeChoice mode={mode} onChoose={setMode} />}
        {problem !== null && <ProblemNote problem={problem} />}
        {shown && previews.some(({ withoutLogin }) => withoutLogin) && <p>{t("codex.withoutLogin")}</p>}
        {shown
          ? previews.map((preview) => <FileChange key={preview.file} {...preview} />)
          : problem === null && <FileChangePending />}
        {possible && (
          <ul className={classes.consequences}>
            <li>{keeps ? t("codex.staysOnQuit") : t("codex.givenBack")}</li>
            {running?.length === 0 && <li>{t("codex.restart")}</li>}
          </ul>
        )}
        {shown && possible && running.length > 0 && (
          <div>
            <p>{t("codex.openNow")}</p>
            <RunningCodex running={running} />
          </div>
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
            {t("change.apply")}
          </ActionButton>
        </div>
      </div>
    </Modal>
  );
}
