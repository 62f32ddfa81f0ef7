import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TrialWay } from "../../../src-shared/contract/index.ts";
import { useLive } from "../../live/use-live.tsx";
import { ActionButton } from "../action-button.tsx";
import { TrialAnswer } from "./trial-answer.tsx";
import classes from "./trial.module.css";
import { useTrial } from "./use-trial.ts";

/** Asks the gateway one small question the way the tool would. @param name of the tool */
export function TrialButton({ way, name }: { way: TrialWay; name: string }) {
  const { t } = useTranslation();
  const trial = useTrial();
  const running = useLive((state) => state.gateway.state === "running");
  return (
    <div className={classes.test}>
      <div className={classes.line}>
        <span className={classes.hint}>{t("trial.testHint")}</span>
        {trial.state.step === "running" ? (
          <Button size="compact-sm" onClick={trial.cancel}>
            {t("common.cancel")}
          </Button>
        ) : (
          <ActionButton
            size="compact-sm"
            aria-label={t("trial.testLabel", { name })}
            disabled={!running}
            onClick={() => trial.run({ way, prompt: t("trial.prompt"), image: null })}
          >
            {t("trial.test")}
          </ActionButton>
        )}
      </div>
      <TrialAnswer state={trial.state} />
    </div>
  );
}
