import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { ActionButton } from "../../components/action-button.tsx";
import { CopyChip } from "../../components/copy-chip.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Status } from "../../components/status.tsx";
import { gatewayTones, useGatewaySentence } from "../../format/gateway-words.ts";
import { useFormat } from "../../format/use-format.ts";
import { useMutation } from "../../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../../live/use-live.tsx";
import { useNow } from "../../live/use-now.ts";
import classes from "./gateway-state.module.css";

/** Whether the gateway runs, in a sentence, and the two things to do about it. */
export function GatewayState() {
  const { t } = useTranslation();
  const format = useFormat();
  const connection = useConnection();
  const now = useNow();
  const status = useLive((state) => state.gateway);
  const client = useClient();
  const start = useMutation(() => client.gateway.start());
  const move = useMutation(() => client.gateway.moveToFreePort());
  const stop = useMutation(() => client.gateway.stop());
  const up = status.state === "running" || status.state === "stopping";
  const aside = () => {
    if (connection.state === "lost") return t("gateway.asOf", { time: format.time(connection.since, now) });
    if (status.state !== "running" || status.activeRequests === 0) return null;
    const waiting = status.waiting?.length ?? 0;
    if (waiting > 0) return t("gateway.waiting", { count: waiting });
    return t("gateway.active", { count: status.activeRequests });
  };
  const problem = move.problem ?? start.problem ?? stop.problem ?? status.problem;

  return (
    <div className={classes.block}>
      <div className={classes.line}>
        <div className={classes.sentence}>
          <Status tone={connection.state === "lost" ? "off" : gatewayTones[status.state]}>
            <strong>{useGatewaySentence(status)}</strong>
            <span className={classes.active}>{aside()}</span>
          </Status>
          <div className={classes.address}>
            <CopyChip text={status.baseUrl} label={t("gateway.copyBaseUrl")} />
            {status.apiKeyRequired && <span>{t("gateway.keyRequired")}</span>}
          </div>
        </div>
        {up ? (
          <ActionButton
            className={classes.power}
            pending={stop.pending || status.state === "stopping"}
            onClick={() => void stop.run()}
          >
            {t("gateway.stop")}
          </ActionButton>
        ) : (
          <ActionButton
            className={classes.power}
            variant="filled"
            pending={start.pending || status.state === "starting"}
            onClick={() => void start.run()}
          >
            {t("gateway.start")}
          </ActionButton>
        )}
      </div>
      {problem !== null && (
        <ProblemNote problem={problem}>
          {problem.code.startsWith("port_") && (
            <span className={classes.ways}>
              {problem.code === "port_in_use" && (
                <ActionButton size="compact-sm" pending={move.pending} onClick={() => void move.run()}>
                  {t("gateway.moveToFreePort")}
                </ActionButton>
              )}
              <Link href="/settings">{t("gateway.changePort")}</Link>
            </span>
          )}
        </ProblemNote>
      )}
    </div>
  );
}
