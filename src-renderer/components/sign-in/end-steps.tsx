import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SignInState } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { ProblemNote } from "../problem-note.tsx";
import { Status } from "../status.tsx";
import classes from "./sign-in.module.css";

export function FinishingStep() {
  const { t } = useTranslation();
  return (
    <div className={classes.stack}>
      <output>
        <Status tone="busy">{t("signIn.finishingHint")}</Status>
      </output>
    </div>
  );
}

interface DoneProperties {
  state: Extract<SignInState, { step: "done" }>;
  onClose: () => void;
}

export function DoneStep({ state, onClose }: DoneProperties) {
  const { t } = useTranslation();
  const name = useAccountNames().byId(state.accountId) ?? state.accountId;
  return (
    <div className={classes.stack}>
      <output>
        <Status tone="good">
          {state.renewed ? t("signIn.doneRenewed", { name }) : t("signIn.doneAdded", { name })}
        </Status>
      </output>
      <div className={classes.buttons}>
        <Button variant="filled" onClick={onClose}>
          {t("signIn.doneButton")}
        </Button>
      </div>
    </div>
  );
}

export function LinkedStep({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const name = useAccountNames().byId(id) ?? id;
  return (
    <div className={classes.stack}>
      <output>
        <Status tone="good">{t("signIn.doneLinked", { name })}</Status>
      </output>
      <div className={classes.buttons}>
        <Button variant="filled" onClick={onClose}>
          {t("signIn.doneButton")}
        </Button>
      </div>
    </div>
  );
}

export function FailedStep({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.stack}>
      <ProblemNote problem={problem} />
      <div className={classes.buttons}>
        <Button variant="filled" onClick={onRetry}>
          {t("signIn.otherWay")}
        </Button>
      </div>
    </div>
  );
}
