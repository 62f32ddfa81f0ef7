/** The tray's quick panel: the window in small. Every line is a control or a fact; Escape puts it away. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLoaded } from "../live/use-live.tsx";
import { ActiveAccount } from "./active-account.tsx";
import { CodexLine } from "./codex-line.tsx";
import { GatewayLine } from "./gateway-line.tsx";
import { OtherAccounts } from "./other-accounts.tsx";
import { PanelFoot } from "./panel-foot.tsx";
import classes from "./panel.module.css";

export function Panel() {
  const { t } = useTranslation();
  const loaded = useLoaded();
  useEscape();
  return (
    <main className={classes.panel} aria-label={t("panel.label")}>
      <h1 className="visually-hidden">{t("panel.label")}</h1>
      {loaded && (
        <>
          <GatewayLine />
          <CodexLine />
          <ActiveAccount />
          <OtherAccounts />
          <PanelFoot />
        </>
      )}
    </main>
  );
}

/** The host hides the panel instead of closing it. */
function useEscape(): void {
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) window.close();
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, []);
}
