import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountHealth, AccountView } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { ChevronIcon } from "../../components/icons.tsx";
import { Status, type Tone } from "../../components/status.tsx";
import { PlanMeters } from "../../components/meters/plan-meters.tsx";
import { planName } from "../../../src-shared/account-name.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { AccountActions } from "./account-actions.tsx";
import { AccountBody } from "./account-body.tsx";
import classes from "./account-line.module.css";
import { LabelForm } from "./dialogs/label-form.tsx";
import { ListItem, Pick, type ListControls } from "./list-item.tsx";

const tones: Record<AccountHealth, Tone> = {
  ok: "good",
  limited: "attention",
  "sign-in-needed": "bad",
  trouble: "attention",
  sealed: "bad",
  paused: "off",
};

interface Properties extends ListControls {
  account: AccountView;
  onSignIn: (accountId: string) => void;
}

/** An account as one line of a long list; it opens into all there is to know and do. */
export function AccountLine({ account, onSignIn, ...controls }: Properties) {
  const { t } = useTranslation();
  const names = useAccountNames();
  const [open, setOpen] = useState(false);
  const details = useId();
  const name = names.name(account);
  return (
    <ListItem id={account.id} name={name} className={classes.item} {...controls}>
      <div className={classes.line} data-open={open || undefined}>
        {controls.selection !== null && <Pick id={account.id} name={name} selection={controls.selection} />}
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={open ? details : undefined}
          onClick={() => setOpen(!open)}
        >
          <ChevronIcon />
          <span className={classes.name}>{name}</span>
        </button>
        <span className={classes.plan}>{account.plan === null ? "" : planName(account.plan)}</span>
        <span className={classes.status}>
          {account.active && account.health === "ok" ? (
            <Status tone="good">{t("accounts.inUse")}</Status>
          ) : (
            <Status tone={tones[account.health]}>{t(`accounts.short.${account.health}`)}</Status>
          )}
        </span>
        <span className={classes.meters}>
          <PlanMeters account={account} />
        </span>
      </div>
      {open && (
        <div id={details} className={classes.details}>
          <Details account={account} onSignIn={onSignIn} />
        </div>
      )}
    </ListItem>
  );
}

function Details({ account, onSignIn }: { account: AccountView; onSignIn: (accountId: string) => void }) {
  const [labelling, setLabelling] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <>
      {labelling ? (
        <LabelForm account={account} onClose={() => setLabelling(false)} />
      ) : (
        <div className={classes.actions}>
          <AccountActions account={account} onLabel={() => setLabelling(true)} onProblem={setProblem} />
        </div>
      )}
      <AccountBody account={account} problem={problem} onSignIn={onSignIn} />
    </>
  );
}
