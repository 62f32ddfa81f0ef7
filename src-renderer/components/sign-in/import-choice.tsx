import { Button, Textarea } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ImportFile } from "../../../src-shared/contract/index.ts";
import type { Mutation } from "../../query/use-mutation.ts";
import { ActionButton } from "../action-button.tsx";
import { ProblemNote } from "../problem-note.tsx";
import { useFileDrop } from "../use-file-drop.ts";
import { readFiles } from "./chosen-files.ts";
import classes from "./sign-in.module.css";

interface Properties {
  look: Mutation<[() => Promise<ImportFile[]>]>;
  onBack: () => void;
}

/** Files picked or dropped, or their text pasted. */
export function ImportChoice({ look, onBack }: Properties) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");

  const lookAt = (files: readonly File[]) => {
    if (files.length > 0) void look.run(() => readFiles(files));
  };
  const drop = useFileDrop(lookAt);

  return (
    <div className={classes.stack}>
      <div className={classes.drop} {...drop}>
        <p className={classes.intro}>{t("signIn.importBody", { path: "~/.codex/auth.json" })}</p>
        <input
          ref={input}
          type="file"
          accept=".json,application/json,.zip,application/zip"
          multiple
          hidden
          aria-label={t("signIn.importChoose")}
          onChange={(event) => {
            lookAt([...(event.currentTarget.files ?? [])]);
            // The same file chosen again is to be read again.
            event.currentTarget.value = "";
          }}
        />
        <ActionButton variant="filled" pending={look.pending} onClick={() => input.current?.click()}>
          {look.pending ? t("signIn.importReading") : t("signIn.importChoose")}
        </ActionButton>
        <span className={classes.hint}>{t("signIn.importDrop")}</span>
      </div>
      <Textarea
        label={t("signIn.importPaste")}
        rows={3}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: classes.pasted ?? "" }}
      />
      {look.problem !== null && <ProblemNote problem={look.problem} />}
      <div className={classes.buttons}>
        <ActionButton
          disabled={text.trim() === ""}
          pending={look.pending}
          onClick={() => void look.run(async () => [{ name: t("signIn.importPasted"), text }])}
        >
          {t("signIn.importLook")}
        </ActionButton>
        <Button onClick={onBack}>{t("signIn.otherWay")}</Button>
      </div>
    </div>
  );
}
