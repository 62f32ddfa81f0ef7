import { useTranslation } from "react-i18next";
import { ActionButton } from "../components/action-button.tsx";
import { ProblemNote } from "../components/problem-note.tsx";
import { Status } from "../components/status.tsx";
import { gatewayTones, useGatewaySentence } from "../format/gateway-words.ts";
import { useMutation } from "../query/use-mutation.ts";
import { useClient, useConnection, useLive } from "../live/use-live.tsx";
import classes from "./panel.module.css";

export function GatewayLine() {
  const { t } = useTranslation();
  const client = useClient();
  const status = useLive((state) => state.gateway);
  const online = useConnection().state === "live";
  const sentence = useGatewaySentence(status);
  const up = status.state === "running" || status.state === "stopping";
  const power = useMutation(() => (up ? client.gateway.stop() : client.gateway.start()));
  const move = useMutation(() => client.gateway.moveToFreePort());
  const moving = status.state === "starting" || status.state === "stopping";
  const problem = move.problem ?? power.problem ?? status.problem;
  return (
    <section className={classes.section}>
      <div className={classes.line}>
        <Status tone={online ? gatewayTones[status.state] : "attention"}>
          <span className={classes.strong}>{online ? sentence : t("connection.lost")}</span>
        </Status>
        <ActionButton
          className={classes.end}
          size="compact-sm"
          pending={power.pending || moving}
          onClick={() => void power.run()}
        >
          {t(up ? "gateway.stop" : "gateway.start")}
        </ActionButton>
      </div>
      {problem !== null && (
        <ProblemNote problem={problem}>
          {problem.code === "port_in_use" && (
            <ActionButton size="compact-sm" pending={move.pending} onClick={() => void move.run()}>
              {t("gateway.moveToFreePort")}
            </ActionButton>
          )}
        </ProblemNote>
      )}
    </section>
  );
}
