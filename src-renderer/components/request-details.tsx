import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../src-shared/contract/index.ts";
import { requestCurl } from "../format/request-curl.ts";
import { useFormat } from "../format/use-format.ts";
import { useLive } from "../live/use-live.tsx";
import { CopyButton } from "./copy-button.tsx";
import { ProblemNote } from "./problem-note.tsx";
import classes from "./request-details.module.css";
import { RequestTries } from "./request-tries.tsx";

/** Everything known about one request: facts only, there is no content to show. */
export function RequestDetails({ row, account }: { row: RequestRow; account: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const gateway = useLive((state) => state.gateway);
  const platform = useLive((state) => state.app.platform);
  const curl = requestCurl(row, gateway, platform);
  const dash = t("common.unknown");
  const time = (milliseconds: number | null) => (milliseconds === null ? dash : format.elapsed(milliseconds));
  const client = row.client.version === null ? row.client.name : `${row.client.name} ${row.client.version}`;

  return (
    <div className="selectable">
      {row.problem !== null && <ProblemNote problem={row.problem} />}
      <RequestTries row={row} />
      <dl className={classes.facts}>
        {row.timing.queued !== null && <Fact name={t("requests.queued")}>{time(row.timing.queued)}</Fact>}
        <Fact name={t("requests.sent")}>{time(row.timing.sent)}</Fact>
        <Fact name={t("requests.firstByte")}>{time(row.timing.firstByte)}</Fact>
        <Fact name={t("requests.firstOutput")}>{time(row.timing.firstOutput)}</Fact>
        <Fact name={t("requests.total")}>{time(row.timing.total)}</Fact>
        {row.tokens === null ? (
          <Fact name={t("requests.tokens")}>{row.outcome === "running" ? dash : t("requests.noTokens")}</Fact>
        ) : (
          <>
            <Fact name={t("requests.tokensIn")}>
              {format.number(row.tokens.input)}{" "}
              {t("requests.tokensCached", { tokens: format.number(row.tokens.cached) })}
            </Fact>
            <Fact name={t("requests.tokensOut")}>
              {format.number(row.tokens.output)}{" "}
              {t("requests.tokensReasoning", { tokens: format.number(row.tokens.reasoning) })}
            </Fact>
          </>
        )}
        <Fact name={t("requests.attempts")}>{format.number(row.attempts)}</Fact>
        <Fact name={t("requests.account")}>{account ?? dash}</Fact>
        <Fact name={t("requests.model")}>{row.model ?? dash}</Fact>
        <Fact name={t("requests.client")}>{client}</Fact>
        <Fact name={t("requests.endpoint")}>
          <code>{row.endpoint}</code> {row.stream && t("requests.streamed")}
        </Fact>
        <Fact name={t("requests.dropped")} hint={t("requests.droppedHint")}>
          {row.dropped.length === 0 ? t("requests.nothing") : <code>{row.dropped.join(", ")}</code>}
        </Fact>
        <Fact name={t("requests.id")}>
          <code>{row.id}</code>
        </Fact>
      </dl>
      {curl !== null && (
        <div className={classes.copy}>
          <CopyButton text={curl} label={t("requests.copyCurl")} />
          <span>{t("requests.copyCurlHint")}</span>
        </div>
      )}
    </div>
  );
}

function Fact({ name, hint, children }: { name: string; hint?: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt title={hint}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
