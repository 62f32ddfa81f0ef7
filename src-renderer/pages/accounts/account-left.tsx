import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { useFormat } from "../../format/use-format.ts";
import { useNow } from "../../live/use-now.ts";
import classes from "./account-body.module.css";
import { ResetDialog } from "./dialogs/reset-dialog.tsx";

/** What the plan has left beside its windows; what was never told is a dash, nothing at all when none was. */
export function AccountLeft({ account }: { account: AccountView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const name = useAccountNames().name(account);
  const [asking, setAsking] = useState(false);
  const { credits, spend, resets } = account;
  const read = (at: number, source: "headers" | "event" | "usage") =>
    t("accounts.readFrom", { when: format.ago(at, now), source: t(`accounts.source.${source}`) });
  const [next] = resets?.expiresAt ?? [];
  if (credits === null && spend === null && resets === null) return null;
  return (
    <>
      <dl className={classes.left}>
        <div title={credits === null ? undefined : read(credits.readAt, credits.source)}>
          <dt>{t("accounts.creditsName")}</dt>
          <dd>
            {credits === null
              ? "—"
              : credits.unlimited
                ? t("accounts.creditsUnlimited")
                : credits.hasCredits
                  ? (credits.balance ?? t("accounts.creditsSome"))
                  : t("accounts.creditsNone")}
          </dd>
        </div>
        {spend !== null && (
          <div title={read(spend.readAt, "usage")}>
            <dt>{t("accounts.spendName")}</dt>
            <dd data-reached={spend.reached || undefined}>
              {t(spend.reached ? "accounts.spendReached" : "accounts.spendUsed", {
                used: spend.used === null ? "—" : format.number(spend.used),
                limit: spend.limit === null ? "—" : format.number(spend.limit),
              })}
              {spend.resetsAt !== null && (
                <> · {t("accounts.spendResets", { date: format.date(spend.resetsAt) })}</>
              )}
            </dd>
          </div>
        )}
        <div title={resets === null ? undefined : read(resets.readAt, "usage")}>
          <dt>{t("accounts.resetsName")}</dt>
          <dd>
            {resets === null ? "—" : format.number(resets.available)}
            {next !== undefined && <> · {t("accounts.resetsExpire", { date: format.date(next) })}</>}
            {resets !== null && resets.available > 0 && (
              <Button
                variant="subtle"
                size="compact-xs"
                aria-label={t("accounts.useResetLabel", { name })}
                onClick={() => setAsking(true)}
              >
                {t("accounts.useReset")}
              </Button>
            )}
          </dd>
        </div>
      </dl>
      {asking && <ResetDialog account={account} onClose={() => setAsking(false)} />}
    </>
  );
}
