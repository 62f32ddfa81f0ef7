import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "../../live/use-live.tsx";

/** Tells screen readers, on every page, what the gateway came to; not how it was at first, nor what is on its way. */
export function GatewayAnnouncer() {
  const { t } = useTranslation();
  const state = useLive((live) => live.gateway.state);
  const last = useRef(state);
  const [told, setTold] = useState<"running" | "stopped" | "failed" | null>(null);
  useEffect(() => {
    if (last.current === state || state === "starting" || state === "stopping") return;
    last.current = state;
    setTold(state);
  }, [state]);
  return <output className="visually-hidden">{told !== null && t(`gateway.told.${told}`)}</output>;
}
