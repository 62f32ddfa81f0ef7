import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/use-format.ts";
import type { TokenUsage } from "../../../src-shared/contract/index.ts";
import type { NamedTotals } from "../../../src-shared/usage-csv.ts";
import classes from "./usage-table.module.css";

interface Properties {
  /** Of the table, for screen readers. */
  label: string;
  /** Heading of the first column. */
  heading: string;
  rows: (NamedTotals & { key: string })[];
  /** Of the prices; null without any: there is no estimate then. */
  currency: string | null;
  /** Draws under each name how much of all tokens it is. */
  shares?: boolean;
}

/** One line of numbers for each name. Shares stand beside what they are a part of. */
export function UsageTable({ label, heading, rows, currency, shares = false }: Properties) {
  const { t } = useTranslation();
  const tokensOf = ({ tokens }: NamedTotals) => tokens.input + tokens.output;
  const all = rows.reduce((sum, row) => sum + tokensOf(row), 0);
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{heading}</th>
          <th scope="col">{t("usage.requests")}</th>
          <th scope="col" className={classes.tokens}>
            {t("usage.tokensIn")}
          </th>
          <th scope="col" className={classes.tokens}>
            {t("usage.tokensOut")}
          </th>
          <th scope="col">{t("usage.failed")}</th>
          <th scope="col" className={classes.apart}>
            {t("usage.withoutUsage")}
          </th>
          {currency !== null && (
            <th scope="col" className={classes.cost}>
              {t("usage.estimate")}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row
            key={row.key}
            row={row}
            currency={currency}
            share={shares && all > 0 ? tokensOf(row) / all : null}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProperties {
  row: NamedTotals;
  currency: string | null;
  /** 0 to 1; null: none is drawn. */
  share: number | null;
}

function Row({ row, currency, share }: RowProperties) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr>
      <th scope="row" title={row.name}>
        {row.name}
        {share !== null && (
          <span className={classes.part} aria-hidden="true">
            <span style={{ width: `${share * 100}%` }} />
          </span>
        )}
      </th>
      <td>{format.number(row.requests)}</td>
      <TokenCells tokens={row.tokens} />
      <td>{format.number(row.failed)}</td>
      <td className={classes.apart}>{format.number(row.withoutUsage)}</td>
      {currency !== null && (
        <td
          className={classes.cost}
          title={row.estimate ? t("usage.estimateHint", { count: row.estimate.unpriced }) : undefined}
        >
          {row.estimate === null || row.estimate.amount === null ? (
            t("common.unknown")
          ) : (
            <>
              ~{format.cost(row.estimate.amount)} <span className={classes.unit}>{currency}</span>
            </>
          )}
        </td>
      )}
    </tr>
  );
}

export function TokenCells({ tokens }: { tokens: TokenUsage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { input, cached, output, reasoning } = tokens;
  const share = (part: number, whole: number) => format.percent((part / whole) * 100);
  return (
    <>
      <td title={format.number(input)}>
        {format.compact(input)}{" "}
        <span className={classes.share}>
          {input > 0 && t("usage.cachedShare", { share: share(cached, input) })}
        </span>
      </td>
      <td title={format.number(output)}>
        {format.compact(output)}{" "}
        <span className={classes.share}>
          {output > 0 && t("usage.reasoningShare", { share: share(reasoning, output) })}
        </span>
      </td>
    </>
  );
}
