import { ActionIcon, Button, SegmentedControl, Textarea } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TrialWay } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { useConnection, useLive } from "../../live/use-live.tsx";
import { ActionButton } from "../action-button.tsx";
import { CloseIcon } from "../icons.tsx";
import { ProblemNote } from "../problem-note.tsx";
import { useFileDrop } from "../use-file-drop.ts";
import { imageTypes, readImage } from "./read-image.ts";
import { TrialAnswer } from "./trial-answer.tsx";
import classes from "./trial.module.css";
import { useTrial } from "./use-trial.ts";

const ways: TrialWay[] = ["chat", "responses", "messages", "codex"];

interface Properties {
  /** Lets the person choose the protocol; otherwise it is OpenAI's Responses. */
  choice?: boolean;
  /** Nothing can be asked yet. */
  disabled?: boolean;
}

/** A question, an image if they like, and the answer of the real gateway. */
export function TrialForm({ choice = false, disabled = false }: Properties) {
  const { t } = useTranslation();
  const trial = useTrial();
  const online = useConnection().state === "live";
  const running = useLive((state) => state.gateway.state === "running");
  const picker = useRef<HTMLInputElement>(null);
  const [way, setWay] = useState<TrialWay>("responses");
  const [typed, setTyped] = useState<string | null>(null);
  const [image, setImage] = useState<{ url: string; name: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const prompt = typed ?? t("trial.prompt");
  const busy = trial.state.step === "running";
  const off = disabled || !online || !running || prompt.trim() === "";

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = await readImage(file);
    setProblem("problem" in read ? read.problem : null);
    if ("url" in read) setImage({ url: read.url, name: file.name });
  };
  const drop = useFileDrop(([file]) => void take(file));
  const send = () => {
    if (!off && !busy) trial.run({ way, prompt, image: image?.url ?? null });
  };

  return (
    <div className={classes.drop} {...drop}>
      <form
        className={classes.form}
        aria-label={t("trial.title")}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {choice && (
          <SegmentedControl
            className={classes.ways}
            aria-label={t("trial.way")}
            data={ways.map((value) => ({ value, label: t(`trial.ways.${value}`) }))}
            value={way}
            onChange={(value) => setWay(value)}
          />
        )}
        <Textarea
          aria-label={t("trial.question")}
          rows={2}
          maxLength={8000}
          value={prompt}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <div className={classes.line}>
          {image === null ? (
            <span className={classes.image}>
              <Button size="compact-sm" onClick={() => picker.current?.click()}>
                {t("trial.addImage")}
              </Button>
              <span className={classes.hint}>{t("trial.dropImage")}</span>
            </span>
          ) : (
            <span className={classes.image}>
              <img src={image.url} alt="" />
              <span className={classes.imageName}>{image.name}</span>
              <ActionIcon aria-label={t("trial.removeImage")} onClick={() => setImage(null)}>
                <CloseIcon />
              </ActionIcon>
            </span>
          )}
          <input
            ref={picker}
            type="file"
            accept={imageTypes.join(",")}
            hidden
            aria-label={t("trial.addImage")}
            onChange={(event) => {
              void take(event.currentTarget.files?.[0]);
              // The same file chosen again is to be read again.
              event.currentTarget.value = "";
            }}
          />
          {busy ? (
            <Button onClick={trial.cancel}>{t("common.cancel")}</Button>
          ) : (
            <ActionButton type="submit" variant={choice ? "default" : "filled"} disabled={off}>
              {t("trial.send")}
            </ActionButton>
          )}
        </div>
        {problem !== null && <ProblemNote problem={problem} />}
        <TrialAnswer state={trial.state} />
      </form>
    </div>
  );
}
