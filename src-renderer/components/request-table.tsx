import { memo, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../src-shared/contract/index.ts";
import { useAccountNames } from "../format/account-name.ts";
import { useFormat } from "../format/use-format.ts";
import { useNow } from "../live/use-now.ts";
import { ChevronIcon } from "./icons.tsx";
import { RequestDetails } from "./request-details.tsx";
import classes from "./request-table.module.css";
import { Status, type Tone } from "./status.tsx";

const tones: Record<RequestRow["outcome"], Tone> = {
  running: "busy",
  ok: "good",
  failed: "bad",
  cancelled: "off",
};

/** Requests as lines, newest first; a line opens into its facts. */
export function RequestTable({ rows, label }: { rows: RequestRow[]; label: string }) {
  const { t } = useTranslation();
  const names = useAccountNames();
  return (
    <table className={classes.table} aria-label={label}>
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
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} account={names.byId(row.accountId)} />
        ))}
      </tbody>
    </table>
  );
}

const Row = memo(function Row({ row, account }: { row: RequestRow; account: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const details = useId();
  const time = format.clock(row.startedAt);
  const dash = t("common.unknown");
  return (
    <>
      <tr className={classes.row} data-open={open || undefined} onClick={() => setOpen(!open)}>
        <td>
          <button
            type="button"
            className={classes.toggle}
            aria-expanded={open}
            aria-controls={open ? details : undefined}
            aria-label={t("requests.toggle", { time })}
          >
            <ChevronIcon />
            {time}
          </button>
        </td>
        <td title={row.client.name}>{row.client.name}</td>
        <td className={classes.endpoint} title={row.endpoint}>
          <code>{row.endpoint}</code>
        </td>
        <td className={classes.model} title={row.model ?? dash}>
          {row.model ?? dash}
        </td>
        <td className={classes.account} title={account ?? dash}>
          {account ?? dash}
        </td>
        <td className={classes.outcome}>
          <Status tone={tones[row.outcome]}>
            {t(`requests.${row.outcome}`)}
            {row.outcome === "failed" && row.status !== null && (
              <span className={classes.unit}> {row.status}</span>
            )}
          </Status>
        </td>
        <td className={classes.number}>
          {row.outcome === "running" ? (
            <RunningTime since={row.startedAt} />
          ) : row.timing.total === null ? (
            dash
          ) : (
            format.elapsed(row.timing.total)
          )}
        </td>
        <td className={classes.number}>
          {row.tokens === null ? dash : format.compact(row.tokens.input + row.tokens.output)}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={8} id={details} className={classes.details}>
            <RequestDetails row={row} account={account} />
          </td>
        </tr>
      )}
    </>
  );
});

function RunningTime({ since }: { since: number }) {
  const format = useFormat();
  const now = useNow(1000);
  return format.duration(Math.max(1000, now - since));
}
