import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../../src-shared/contract/index.ts";
import { useAccountNames } from "../../format/account-name.ts";
import { RequestLine } from "./request-line.tsx";
import classes from "./request-table.module.css";
import { useVisibleRows } from "./use-visible-rows.ts";

interface Properties {
  rows: RequestRow[];
  label: string;
  /** Shows a line's facts elsewhere, and only the lines in sight are there; without it lines open into their facts. */
  onChoose?: (row: RequestRow) => void;
}

/** Requests as lines, newest first; a line opens into its facts. */
export function RequestTable({ rows, label, onChoose }: Properties) {
  const { t } = useTranslation();
  const names = useAccountNames();
  const body = useRef<HTMLTableSectionElement>(null);
  const { first, last, height } = useVisibleRows(body, rows.length, onChoose === undefined);
  return (
    <table className={classes.table} aria-label={label} aria-rowcount={rows.length + 1}>
      <thead>
        <tr>
          <th scope="col">{t("requests.time")}</th>
          <th scope="col">{t("requests.client")}</th>
          <th scope="col" className={classes.endpoint}>
            {t("requests.endpoint")}
          </th>
          <th scope="col" className={classes.model}>
            {t("requests.model")}
          </th>
          <th scope="col" className={classes.account}>
            {t("requests.account")}
          </th>
          <th scope="col" className={classes.outcome}>
            {t("requests.outcome")}
          </th>
          <th scope="col" className={classes.number}>
            {t("requests.duration")}
          </th>
          <th scope="col" className={classes.number}>
            {t("requests.tokens")}
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        <Space height={first * height} />
        {rows.slice(first, last).map((row) => (
          <RequestLine key={row.id} row={row} account={names.byId(row.accountId)} onChoose={onChoose} />
        ))}
        <Space height={(rows.length - last) * height} />
      </tbody>
    </table>
  );
}

/** In the place of the lines that are out of sight. */
function Space({ height }: { height: number }) {
  if (height <= 0) return null;
  return <tr aria-hidden="true" style={{ height }} />;
}
