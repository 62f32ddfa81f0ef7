import { useTranslation } from "react-i18next";
import type { AttemptTotals } from "../../../src-shared/contract/index.ts";
import { useFormat } from "../../format/use-format.ts";
import classes from "./usage-page.module.css";
import table from "./usage-table.module.css";
import { TokenCells } from "./usage-table.tsx";

interface Properties {
  attempts: readonly AttemptTotals[];
  nameOf: (account: string) => string;
}

/** What was sent to each account: also what failed there before another one served. */
export function AttemptsTable({ attempts, nameOf }: Properties) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <h3 className={classes.subheading}>{t("usage.attempts")}</h3>
      <table className={`${table.table} ${table.shorter}`} aria-label={t("usage.attempts")}>
        <thead>
          <tr>
            <th scope="col">{t("usage.byName.account")}</th>
            <th scope="col">{t("usage.tried")}</th>
            <th scope="col" className={table.tokens}>
              {t("usage.tokensIn")}
            </th>
            <th scope="col" className={table.tokens}>
              {t("usage.tokensOut")}
            </th>
            <th scope="col">{t("usage.failed")}</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ account, attempts: count, failed, tokens }) => (
            <tr key={account}>
              <th scope="row" title={nameOf(account)}>
                {nameOf(account)}
              </th>
              <td>{format.number(count)}</td>
              <TokenCells tokens={tokens} />
              <td>{format.number(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.note}>{t("usage.attemptsNote")}</p>
    </>
  );
}
