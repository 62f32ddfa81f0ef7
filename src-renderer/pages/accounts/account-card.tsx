import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { AccountMeters } from "../../components/account-meters.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Status } from "../../components/status.tsx";
import { planName, useAccountNames } from "../../format/account-name.ts";
import { problemLine } from "../../format/problem-text.ts";
import { useFormat } from "../../format/use-format.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { useNow } from "../../live/use-now.ts";
import { AccountActions } from "./account-actions.tsx";
import classes from "./account-card.module.css";
import { LabelForm } from "./label-form.tsx";
import { useHealth } from "./use-health.ts";

interface Properties {
  account: AccountView;
  onSignIn: () => void;
}

export function AccountCard({ account, onSignIn }: Properties) {
  const { t } = useTranslation();
  const names = useAccountNames();
  const health = useHealth(account);
  const [labelling, setLabelling] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const name = names.name(account);
  // The other states say all there is to say in their sentence.
  const explained = account.health === "trouble" || account.health === "sealed";

  return (
    <li className={classes.card} aria-label={name}>
      <div className={classes.top}>
        {labelling ? (
          <LabelForm account={account} onClose={() => setLabelling(false)} />
        ) : (
          <Identity account={account} />
        )}
        {!labelling && (
          <div className={classes.actions}>
            <AccountActions account={account} onLabel={() => setLabelling(true)} onProblem={setProblem} />
          </div>
        )}
      </div>
      <div className={classes.health}>
        <Status tone={health.tone}>{health.sentence}</Status>
        {(account.health === "sign-in-needed" || account.health === "sealed") && (
          <Button size="compact-sm" variant="filled" onClick={onSignIn}>
            {t("accounts.signInAgain")}
          </Button>
        )}
        <Facts account={account} />
      </div>
      {explained && <LastProblem account={account} />}
      {problem !== null && <ProblemNote problem={problem} />}
      {account.health !== "sealed" && (
        <div className={classes.meters}>
          <AccountMeters account={account} />
        </div>
      )}
    </li>
  );
}

function Identity({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const names = useAccountNames();
  const email = names.email(account);
  return (
    <div className={classes.identity}>
      <h2>{names.short(account)}</h2>
      {account.label !== null && email !== null && (
        <span className={`${classes.email} selectable`}>{email}</span>
      )}
      {account.plan !== null && <span className={classes.plan}>{planName(account.plan)}</span>}
      {account.active && <span className={classes.inUse}>{t("accounts.inUse")}</span>}
    </div>
  );
}

function Facts({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { credits, subscriptionUntil, limits } = account;
  const facts: string[] = [];
  if (credits?.unlimited === true) facts.push(t("accounts.creditsUnlimited"));
  else if (credits?.hasCredits === true && credits.balance !== null) {
    facts.push(t("accounts.credits", { balance: credits.balance }));
  }
  if (subscriptionUntil !== null) {
    facts.push(t("accounts.subscriptionUntil", { date: format.date(subscriptionUntil) }));
  }
  if (limits !== null) facts.push(t("common.updated", { when: format.ago(limits.readAt, now) }));
  return <span className={classes.facts}>{facts.join(" · ")}</span>;
}

function LastProblem({ account }: { account: AccountView }) {
  const { i18n } = useTranslation();
  if (account.lastProblem === null) return null;
  return <p className={`${classes.problem} selectable`}>{problemLine(account.lastProblem, i18n.language)}</p>;
}
