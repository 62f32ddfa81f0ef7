import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportResult } from "../../../src-shared/contract/index.ts";
import { problemLine } from "../../format/problem-text.ts";
import { useAction } from "../../live/use-action.ts";
import { useClient } from "../../live/use-live.tsx";
import { ActionButton } from "../action-button.tsx";
import { ProblemNote } from "../problem-note.tsx";
import { Status } from "../status.tsx";
import classes from "./sign-in.module.css";

export function ImportStep({ onBack, onClose }: { onBack: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const input = useRef<HTMLInputElement>(null);
  const [result, setResult] = useState<ImportResult | null>(null);
  const read = useAction(async (files: File[]) => {
    const results: ImportResult[] = [];
    for (const file of files) {
      results.push(await client.accounts.importText({ name: file.name, text: await file.text() }));
    }
    setResult(merge(results));
  });

  if (result !== null) return <ImportReport result={result} onClose={onClose} />;
  return (
    <div className={classes.stack}>
      <p className={classes.intro}>{t("signIn.importBody", { path: "~/.codex/auth.json" })}</p>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        multiple
        hidden
        aria-label={t("signIn.importChoose")}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          if (files.length > 0) void read.run(files);
        }}
      />
      {read.problem !== null && <ProblemNote problem={read.problem} />}
      <div className={classes.buttons}>
        <ActionButton variant="filled" pending={read.pending} onClick={() => input.current?.click()}>
          {read.pending ? t("signIn.importReading") : t("signIn.importChoose")}
        </ActionButton>
        <Button onClick={onBack}>{t("signIn.otherWay")}</Button>
      </div>
    </div>
  );
}

function ImportReport({ result, onClose }: { result: ImportResult; onClose: () => void }) {
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
            {result.skipped.map(({ name, problem }) => (
              <li key={`${name}/${problem.code}`} className={classes.skipped}>
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

function merge(results: ImportResult[]): ImportResult {
  return {
    added: results.flatMap((result) => result.added),
    renewed: results.flatMap((result) => result.renewed),
    skipped: results.flatMap((result) => result.skipped),
  };
}
