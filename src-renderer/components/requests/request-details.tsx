import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../../src-shared/contract/index.ts";
import { attachmentWords } from "../../format/attachment-words.ts";
import { requestCurl } from "../../../src-shared/request-curl.ts";
import { useFormat } from "../../format/use-format.ts";
import { useLive } from "../../live/use-live.tsx";
import { CopyButton } from "../copy-button.tsx";
import { ProblemNote } from "../problem-note.tsx";
import classes from "./request-details.module.css";
import { RequestTimeline } from "./request-timeline.tsx";
import { RequestTries } from "./request-tries.tsx";

const asker = ["project", "conversation", "agent", "parentAgent"] as const;

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
      <RequestTimeline row={row} />
      <dl className={classes.facts}>
        <Fact name={t("requests.own")} hint={t("requests.ownHint")}>
          {time(row.timing.own)}
        </Fact>
        <Fact name={t("requests.prepared")}>{time(row.timing.prepared)}</Fact>
        {row.timing.queued !== null && <Fact name={t("requests.queued")}>{time(row.timing.queued)}</Fact>}
        {(row.timing.auth ?? 0) > 0 && <Fact name={t("requests.auth")}>{time(row.timing.auth)}</Fact>}
        <Fact name={t("requests.sent")}>{time(row.timing.sent)}</Fact>
        <Fact name={t("requests.connected")}>{time(row.timing.connected)}</Fact>
        <Fact name={t("requests.firstByte")}>{time(row.timing.firstByte)}</Fact>
        <Fact name={t("requests.firstOutput")}>{time(row.timing.firstOutput)}</Fact>
        <Fact name={t("requests.total")}>{time(row.timing.total)}</Fact>
        {row.tokens === null ? (
          <Fact name={t("requests.tokens")}>{row.outcome === "running" ? dash : t("requests.noTokens")}</Fact>
        ) : (
          <>
            <Fact name={t("requests.tokensIn")}>
              {format.number(row.tokens.input)}{" "}
              {t("requests.tokensCached", {
                tokens: format.number(row.tokens.cached),
                share: format.percent((row.tokens.cached / Math.max(1, row.tokens.input)) * 100),
              })}
            </Fact>
            <Fact name={t("requests.tokensOut")}>
              {format.number(row.tokens.output)}{" "}
              {t("requests.tokensReasoning", { tokens: format.number(row.tokens.reasoning) })}
            </Fact>
          </>
        )}
        {row.tokens?.cacheWrite !== undefined && (
          <Fact name={t("requests.cacheWrite")}>{format.number(row.tokens.cacheWrite)}</Fact>
        )}
        <Fact name={t("requests.attempts")}>{format.number(row.attempts)}</Fact>
        <Fact name={t("requests.provider")}>{row.provider}</Fact>
        <Fact name={t("requests.account")}>{account ?? dash}</Fact>
        <Fact name={t("requests.model")}>{row.model ?? dash}</Fact>
        {row.modelAsked !== null && row.modelAsked !== row.model && (
          <Fact name={t("requests.modelAsked")}>{row.modelAsked}</Fact>
        )}
        {row.modelServed !== null && row.modelServed !== row.model && (
          <Fact name={t("requests.modelServed")}>{row.modelServed}</Fact>
        )}
        {row.imageRoute !== null && (
          <Fact name={t("requests.imageRoute")}>{t(`requests.route.${row.imageRoute}`)}</Fact>
        )}
        <Fact name={t("requests.client")}>{client}</Fact>
        {asker.map(
          (name) =>
            row[name] !== null && (
              <Fact key={name} name={t(`requests.${name}`)}>
                {row[name]}
              </Fact>
            ),
        )}
        <Fact name={t("requests.endpoint")}>
          <code>{row.endpoint}</code> {row.stream && t("requests.streamed")}
        </Fact>
        <Fact name={t("requests.dropped")} hint={t("requests.droppedHint")}>
          {row.dropped.length === 0 ? t("requests.nothing") : <code>{row.dropped.join(", ")}</code>}
        </Fact>
        {row.translated.length > 0 && (
          <Fact name={t("requests.translated")} hint={t("requests.translatedHint")}>
            <code>{row.translated.join(", ")}</code>
          </Fact>
        )}
        {row.attachments.length > 0 && (
          <Fact name={t("requests.attachments")}>{attachmentWords(row.attachments, t, format)}</Fact>
        )}
        <Fact name={t("requests.bytes")}>
          {row.bytes.in === null ? dash : format.bytes(row.bytes.in)} /{" "}
          {row.bytes.out === null ? dash : format.bytes(row.bytes.out)}
        </Fact>
        {row.problem !== null && (
          <Fact name={t("requests.problemCode")}>
            <code>{row.problem.code}</code>
          </Fact>
        )}
        <Fact name={t("requests.upstreamId")}>
          <code>{row.tries.at(-1)?.upstreamId ?? dash}</code>
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
