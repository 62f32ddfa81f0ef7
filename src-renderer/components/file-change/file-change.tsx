import { useTranslation } from "react-i18next";
import { CopyButton } from "../copy-button.tsx";
import { Status } from "../status.tsx";
import type { DiffLine } from "./changed-lines.ts";
import { DiffView } from "./diff-view.tsx";
import classes from "./file-change.module.css";

interface Properties {
  file: string;
  diff: DiffLine[];
  /** Why the file is not touched; `snippet` to write by hand instead. */
  refusal: { message: string; line: number | null; snippet: string | null } | null;
}

/** What is about to change in a file that is not ours, or why it is left alone. */
export function FileChange({ file, diff, refusal }: Properties) {
  const { t } = useTranslation();
  return (
    <div className={classes.change}>
      <p className={classes.file}>
        <code>{file}</code>
        {refusal !== null && refusal.line !== null && (
          <span>{t("change.refusedLine", { line: refusal.line })}</span>
        )}
      </p>
      {refusal === null ? (
        <DiffView diff={diff} label={t("change.diffLabel")} />
      ) : (
        <div role="alert">
          <Status tone="bad">{refusal.message}</Status>
          {refusal.snippet !== null && <p className={classes.byHand}>{t("change.byHand")}</p>}
          {refusal.snippet !== null && (
            <div className={classes.snippet}>
              <pre>{refusal.snippet.trimEnd()}</pre>
              <CopyButton iconOnly text={refusal.snippet} label={t("change.copySnippet")} />
            </div>
          )}
        </div>
      )}
    </div>
  );
}

/** Keeps the room of a change that is still being read. */
export function FileChangePending() {
  return <div className={classes.change} aria-busy="true" />;
}
