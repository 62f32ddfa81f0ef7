import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import { planName } from "../../../src-shared/account-name.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { AccountActions } from "./account-actions.tsx";
import { AccountBody } from "./account-body.tsx";
import classes from "./account-card.module.css";
import { LabelForm } from "./dialogs/label-form.tsx";
import { ListItem, Pick, type ListControls } from "./list-item.tsx";

interface Properties extends ListControls {
  account: AccountView;
  onSignIn: (accountId: string) => void;
}

export function AccountCard({ account, onSignIn, ...controls }: Properties) {
  const names = useAccountNames();
  const [labelling, setLabelling] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const name = names.name(account);

  return (
    <ListItem id={account.id} name={name} className={classes.card} {...controls}>
      <div className={classes.top}>
        {labelling ? (
          <LabelForm account={account} onClose={() => setLabelling(false)} />
        ) : (
          <div className={classes.identity}>
            {controls.selection !== null && (
              <Pick id={account.id} name={name} selection={controls.selection} />
            )}
            <Identity account={account} />
          </div>
        )}
        {!labelling && controls.selection === null && (
          <div className={classes.actions}>
            <AccountActions account={account} onLabel={() => setLabelling(true)} onProblem={setProblem} />
          </div>
        )}
      </div>
      <AccountBody account={account} problem={problem} onSignIn={onSignIn} />
    </ListItem>
  );
}

function Identity({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const names = useAccountNames();
  const email = names.email(account);
  return (
    <>
      <h2>{names.short(account)}</h2>
      {account.label !== null && email !== null && (
        <span className={`${classes.email} selectable`}>{email}</span>
      )}
      {account.plan !== null && <span className={classes.plan}>{planName(account.plan)}</span>}
      {account.active && <span className={classes.inUse}>{t("accounts.inUse")}</span>}
      {account.kind === "linked" && (
        <span className={classes.plan} title={t("accounts.linkedHint")}>
          {t("accounts.linked")}
        </span>
      )}
    </>
  );
}
