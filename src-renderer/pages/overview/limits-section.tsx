import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Section } from "../../components/page/page.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Status } from "../../components/status.tsx";
import { useFormat } from "../../format/use-format.ts";
import { useClient, useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { AccountInUse } from "./account-in-use.tsx";
import classes from "./limits-section.module.css";
import { OtherAccount } from "./other-account.tsx";
import { tightestAccounts } from "./tightest-accounts.ts";

const shownAccounts = 5;

/** What is left: of the account in use first and large, then of those that could take over. */
export function LimitsSection() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const client = useClient();
  const accounts = useLive((state) => state.accounts);
  const use = useMutation((id: string) => client.accounts.use({ id }));
  const shown = tightestAccounts(accounts, shownAccounts, now);
  const inUse = shown.find(({ active }) => active);
  const readAt = Math.max(0, ...accounts.map((account) => account.limits?.readAt ?? 0));
  const more = accounts.length - shown.length;

  return (
    <Section
      title={t("limits.title")}
      aside={readAt > 0 && t("common.updated", { when: format.ago(readAt, now) })}
    >
      {inUse === undefined ? (
        <p className={classes.none}>
          <Status tone="attention">{t("panel.noneInUse")}</Status>
        </p>
      ) : (
        <AccountInUse account={inUse} />
      )}
      <ul>
        {shown
          .filter((account) => account !== inUse)
          .map((account) => (
            <OtherAccount
              key={account.id}
              account={account}
              pending={use.pending}
              onUse={() => void use.run(account.id)}
            />
          ))}
      </ul>
      {use.problem !== null && <ProblemNote problem={use.problem} />}
      {more > 0 && (
        <p className={classes.more}>
          <Link href="/accounts">{t("limits.more", { count: more })}</Link>
        </p>
      )}
    </Section>
  );
}
