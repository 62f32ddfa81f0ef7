import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { GatewayStatus } from "../../src-shared/contract/index.ts";
import { useGatewaySentence } from "../format/gateway-words.ts";
import { useLive } from "../live/use-live.tsx";

const settled = new Set<GatewayStatus["state"]>(["running", "stopped", "failed"]);

/** Tells screen readers, on every page, what the gateway came to; not how it was at first, nor what is on its way. */
export function GatewayAnnouncer() {
  const { t } = useTranslation();
  const status = useLive((state) => state.gateway);
  const sentence = useGatewaySentence(status);
  const last = useRef(status.state);
  const [told, setTold] = useState("");
  useEffect(() => {
    if (last.current === status.state || !settled.has(status.state)) return;
    last.current = status.state;
    setTold(t("gateway.told", { sentence }));
  }, [status.state, sentence, t]);
  return <output className="visually-hidden">{told}</output>;
}
