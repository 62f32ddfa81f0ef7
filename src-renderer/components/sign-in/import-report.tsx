import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImportResult } from "../../../src-shared/contract/index.ts";
import { problemLine } from "../../format/problem-text.ts";
import { Status } from "../status.tsx";
import classes from "./sign-in.module.css";

export function ImportReport({ result, onClose }: { result: ImportResult; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const nothing = result.added.length + result.renewed.length === 0;
  return (
    <div className={classes.stack}>
      <output>
        {nothing && <Status tone="attention">{t("signIn.importNothing")}</Status>}
        {result.added.length > 0 && (
          <span className={classes.line}>
            <Status tone="good">{t("signIn.importAdded", { count: result.added.length })}</Status>
          </span>
        )}
        {result.renewed.length > 0 && (
          <span className={classes.line}>
            <Status tone="good">{t("signIn.importRenewed", { count: result.renewed.length })}</Status>
          </span>
        )}
      </output>
      {result.skipped.length > 0 && (
        <div>
          <h3>{t("signIn.importSkipped")}</h3>
          <ul>
            {result.skipped.map(({ name, problem }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- two entries may have the same name; they never move
              <li key={index} className={classes.skipped}>
                <strong>{name}</strong>
                <span className={classes.hint}>{problemLine(problem, i18n.language)}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={classes.buttons}>
        <Button variant="filled" onClick={onClose}>
          {t("signIn.doneButton")}
        </Button>
      </div>
    </div>
  );
}
