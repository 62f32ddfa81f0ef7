import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ToolId } from "../../../src-shared/contract/index.ts";
import { ActionButton } from "../../components/action-button.tsx";
import { FileChange, FileChangePending } from "../../components/file-change/file-change.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useReturnFocus } from "../../components/use-return-focus.ts";
import { useQuery } from "../../query/use-query.ts";
import { useQueries } from "../../live/use-live.tsx";
import classes from "./setup-dialog.module.css";
import type { Tools } from "./use-tools.ts";

interface Properties {
  id: ToolId;
  name: string;
  tools: Tools;
  onClose: () => void;
}

/** Shows what setting a tool up changes in its settings files, before they are touched. */
export function SetupDialog({ id, name, tools, onClose }: Properties) {
  const { t } = useTranslation();
  useReturnFocus();
  const queries = useQueries();
  const { data: changes, problem } = useQuery(queries.tools.preview.queryOptions({ input: { id } }));
  const failed = problem ?? tools.on.problem;

  const confirm = async () => {
    if (await tools.on.run(id)) onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={t("connect.setupTitle", { name })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <div className={classes.stack}>
        <p className={classes.intro}>{t("connect.setupIntro")}</p>
        {changes === null && problem === null && <FileChangePending />}
        {changes !== null && (
          <div className={classes.files} data-several={changes.length > 1 || undefined}>
            {changes.map((change) => (
              <FileChange key={change.file} {...change} />
            ))}
          </div>
        )}
        {failed !== null && <ProblemNote problem={failed} />}
        <div className={classes.buttons}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <ActionButton
            variant="filled"
            pending={tools.on.pending}
            disabled={changes === null || changes.some(({ refusal }) => refusal !== null)}
            onClick={() => void confirm()}
          >
            {t("change.apply")}
          </ActionButton>
        </div>
      </div>
    </Modal>
  );
}
