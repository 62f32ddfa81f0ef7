import { useTranslation } from "react-i18next";
import type { GatewayStatus } from "../../src-shared/contract/index.ts";
import type { Tone } from "../components/status.tsx";

export const gatewayTones: Record<GatewayStatus["state"], Tone> = {
  stopped: "off",
  starting: "busy",
  running: "good",
  stopping: "busy",
  failed: "bad",
};

/** Whether the gateway runs, in a sentence. */
export function useGatewaySentence(status: GatewayStatus): string {
  const { t } = useTranslation();
  switch (status.state) {
    case "stopped":
      return t("gateway.stopped");
    case "starting":
      return t("gateway.starting");
    case "running":
      return t("gateway.runningOn", { address: `${status.host}:${status.port}` });
    case "stopping":
      return status.activeRequests > 0
        ? t("gateway.finishing", { count: status.activeRequests })
        : t("gateway.stopping");
    case "failed":
      return t("gateway.failed");
  }
}
