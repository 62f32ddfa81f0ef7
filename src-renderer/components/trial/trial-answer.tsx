import { useTranslation } from "react-i18next";
import { useAccountNames } from "../../format/account-name.ts";
import { useFormat } from "../../format/use-format.ts";
import { ProblemNote } from "../problem-note.tsx";
import { Status } from "../status.tsx";
import classes from "./trial.module.css";
import type { TrialState } from "./use-trial.ts";

/** What came of a trial: the words as they arrive, then how long it took, who served it, or what went wrong. */
export function TrialAnswer({ state }: { state: TrialState }) {
  const { t } = useTranslation();
  if (state.step === "idle") return null;
  return (
    <div className={classes.answer}>
      {state.text !== "" && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
        <section className={classes.text} aria-label={t("trial.answer")} tabIndex={0}>
          {state.text}
        </section>
      )}
      {state.step === "ended" && state.problem !== null ? (
        <ProblemNote problem={state.problem} />
      ) : (
        <output>
          {state.step === "running" ? (
            <Status tone="busy">{t(state.text === "" ? "trial.waiting" : "trial.answering")}</Status>
          ) : (
            <Status tone="good">
              <Outcome row={state.row} />
            </Status>
          )}
        </output>
      )}
    </div>
  );
}

function Outcome({ row }: { row: (TrialState & { step: "ended" })["row"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useAccountNames();
  if (row === null) return t("trial.answered");
  const { firstOutput, total } = row.timing;
  const account = names.byId(row.accountId);
  const facts = [
    total !== null && t("trial.took", { duration: format.elapsed(total) }),
    firstOutput !== null && t("trial.first", { duration: format.elapsed(firstOutput) }),
    row.model,
    account,
    row.tokens !== null && t("trial.tokens", { tokens: format.number(row.tokens.input + row.tokens.output) }),
  ];
  return facts.filter((fact) => typeof fact === "string").join(" · ");
}
