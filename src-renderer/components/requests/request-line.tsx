import { memo, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../../src-shared/contract/index.ts";
import { useFormat } from "../../format/use-format.ts";
import { useNow } from "../../live/use-now.ts";
import { ChevronIcon } from "../icons.tsx";
import { RequestDetails } from "./request-details.tsx";
import classes from "./request-table.module.css";
import { Status, type Tone } from "../status.tsx";

/** The mark of how a request ended. */
export const outcomeTones: Record<RequestRow["outcome"], Tone> = {
  running: "busy",
  ok: "good",
  failed: "bad",
  cancelled: "off",
};

interface Properties {
  row: RequestRow;
  account: string | null;
  /** Shows the facts elsewhere; without it the line opens into them. */
  onChoose?: ((row: RequestRow) => void) | undefined;
}

export const RequestLine = memo(function RequestLine({ row, account, onChoose }: Properties) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const details = useId();
  const now = useNow(60_000);
  const isToday = new Date(row.startedAt).toDateString() === new Date(now).toDateString();
  const time = isToday ? format.clock(row.startedAt) : format.time(row.startedAt, now);
  const dash = t("common.unknown");
  const choose = () => (onChoose ? onChoose(row) : setOpen(!open));
  return (
    <>
      <tr className={classes.row} data-row data-open={open || undefined} onClick={choose}>
        <td>
          <button
            type="button"
            className={classes.toggle}
            {...(onChoose
              ? { "aria-haspopup": "dialog" as const }
              : { "aria-expanded": open, "aria-controls": open ? details : undefined })}
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
          <Status tone={outcomeTones[row.outcome]}>
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
