import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { AccountMeters } from "../../components/meters/account-meters.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Status } from "../../components/status.tsx";
import { problemLine } from "../../format/problem-text.ts";
import { useFormat } from "../../format/use-format.ts";
import { useNow } from "../../live/use-now.ts";
import classes from "./account-body.module.css";
import { useHealth } from "../../format/use-health.ts";
import { AccountLeft } from "./account-left.tsx";

interface Properties {
  account: AccountView;
  /** Of the last thing that was asked for this account. */
  problem: Problem | null;
  onSignIn: (accountId: string) => void;
}

/** How an account is, why it is in use, and how much is left. */
export function AccountBody({ account, problem, onSignIn }: Properties) {
  const { t } = useTranslation();
  const health = useHealth(account);
  // The other states say all there is to say in their sentence.
  const explained = account.health === "trouble" || account.health === "sealed";
  return (
    <>
      <div className={classes.health}>
        <Status tone={health.tone}>{health.sentence}</Status>
        {(account.health === "sign-in-needed" || account.health === "sealed") && (
          <Button size="compact-sm" variant="filled" onClick={() => onSignIn(account.id)}>
            {t("accounts.signInAgain")}
          </Button>
        )}
        <Facts account={account} />
      </div>
      <Reason account={account} />
      {account.excludedModels.length > 0 && (
        <p className={classes.note}>
          {t("accounts.notFor")} <code>{account.excludedModels.join(", ")}</code>
        </p>
      )}
      {account.proxy !== null && (
        <p className={classes.note}>
          {account.proxy === "none" ? (
            t("accounts.withoutProxy")
          ) : (
            <>
              {t("accounts.throughProxy")} <code>{account.proxy}</code>
            </>
          )}
        </p>
      )}
      {explained && <LastProblem account={account} />}
      {problem !== null && <ProblemNote problem={problem} />}
      {account.health !== "sealed" && (
        <div className={classes.meters}>
          <AccountMeters account={account} />
          <AccountLeft account={account} />
        </div>
      )}
    </>
  );
}

function Facts({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { subscriptionUntil, limits, exportedAt } = account;
  const facts: string[] = [];
  if (exportedAt !== null) facts.push(t("accounts.exportedAt", { when: format.ago(exportedAt, now) }));
  if (subscriptionUntil !== null) {
    facts.push(t("accounts.subscriptionUntil", { date: format.date(subscriptionUntil) }));
  }
  if (limits !== null) facts.push(t("common.updated", { when: format.ago(limits.readAt, now) }));
  const source = limits === null ? undefined : t(`accounts.source.${limits.source}`);
  return (
    <span className={classes.facts} title={source}>
      {facts.join(" · ")}
    </span>
  );
}

// By its code, not its message: that one may name an account whose e-mail is masked here.
function Reason({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  // Since 0: it never was another one, and there is nothing to tell.
  if (account.activeReason === null || account.activeReason.since === 0) return null;
  const { code, since } = account.activeReason;
  return (
    <p className={classes.note}>
      {t("accounts.inUseSince", { time: format.time(since, now), why: t(`accounts.reason.${code}`) })}
    </p>
  );
}

function LastProblem({ account }: { account: AccountView }) {
  const { i18n } = useTranslation();
  if (account.lastProblem === null) return null;
  return <p className={`${classes.note} selectable`}>{problemLine(account.lastProblem, i18n.language)}</p>;
}
