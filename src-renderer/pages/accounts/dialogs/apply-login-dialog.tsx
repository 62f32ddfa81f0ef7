import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../../src-shared/contract/index.ts";
import { ActionButton } from "../../../components/action-button.tsx";
import { RunningCodex } from "../../../components/codex/running-codex.tsx";
import { usePresentLogin } from "../../../components/codex/use-present-login.ts";
import { useRunningCodex } from "../../../components/codex/use-running-codex.ts";
import { ProblemNote } from "../../../components/problem-note.tsx";
import { takeFocus } from "../../../components/take-focus.ts";
import { useReturnFocus } from "../../../components/use-return-focus.ts";
import { useAccountNames } from "../../../format/account-name.ts";
import { useFormat } from "../../../format/use-format.ts";
import { useMutation } from "../../../query/use-mutation.ts";
import { useQuery } from "../../../query/use-query.ts";
import { useClient, useQueries } from "../../../live/use-live.tsx";
import { useNow } from "../../../live/use-now.ts";
import classes from "./apply-login-dialog.module.css";

/** Whose login Codex has and gets, where the former goes, and what is open: before anything is touched. */
export function ApplyLoginDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const { t } = useTranslation();
  const { id } = account;
  const client = useClient();
  const queries = useQueries();
  useReturnFocus();
  const format = useFormat();
  const now = useNow();
  const name = useAccountNames().name(account);
  const words = usePresentLogin();
  const { data: preview, problem } = useQuery(queries.codex.previewLogin.queryOptions({ input: { id } }));
  const { running, look } = useRunningCodex();
  const apply = useMutation(() => client.codex.applyLogin({ id }));
  const [done, setDone] = useState(false);
  const shown = preview !== null && running !== null;
  const failed = problem ?? preview?.refusal ?? apply.problem;

  const confirm = async () => {
    if (!(await apply.run())) return;
    if (running?.length === 0) onClose();
    else setDone(true);
  };

  if (done && running !== null) {
    return (
      <Modal
        opened
        onClose={onClose}
        size={520}
        title={t("accounts.applyTitle", { name })}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <div className={classes.stack}>
          <p>{t("accounts.applyDone", { name })}</p>
          <RunningCodex running={running} onRestarted={look} />
          <div className={classes.buttons}>
            <Button key="close" ref={takeFocus} onClick={onClose}>
              {t("common.close")}
            </Button>
          </div>
        </div>
      </Modal>
    );
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size={520}
      title={t("accounts.applyTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <div className={classes.stack}>
        <p className={classes.intro}>{t("accounts.applyIntro")}</p>
        <dl className={classes.facts} aria-busy={!shown && problem === null}>
          {shown && (
            <>
              <dt>{t("accounts.applyFile")}</dt>
              <dd>
                <code>{preview.file}</code>
              </dd>
              <dt>{t("accounts.applyNow")}</dt>
              <dd>
                {words(preview.present)}
                {preview.present.kind === "account" && preview.present.refreshedAt !== null && (
                  <span className={classes.intro}>
                    {" "}
                    {t("accounts.applyRenewed", { when: format.ago(preview.present.refreshedAt, now) })}
                  </span>
                )}
                {preview.comesHere && <p className={classes.intro}>{t("accounts.applyComesHere")}</p>}
              </dd>
              <dt>{t("accounts.applyThen")}</dt>
              <dd>{name}</dd>
              <dt>{t("accounts.applyBackup")}</dt>
              <dd>{preview.backup === null ? t("accounts.applyNoBackup") : <code>{preview.backup}</code>}</dd>
            </>
          )}
        </dl>
        {shown && running.length > 0 && (
          <div>
            <p>{t("codex.openNow")}</p>
            <RunningCodex running={running} />
          </div>
        )}
        {failed !== null && <ProblemNote problem={failed} />}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <ActionButton
            variant="filled"
            pending={apply.pending}
            disabled={!shown || preview.refusal !== null}
            onClick={() => void confirm()}
          >
            {t("accounts.applyConfirm")}
          </ActionButton>
        </div>
      </div>
    </Modal>
  );
}
