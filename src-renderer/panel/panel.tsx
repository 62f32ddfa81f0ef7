/** The tray's quick panel: the window in small. Every line is a control or a fact; Escape puts it away. */
import { useEffect, useRef, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useClient, useLoaded } from "../live/use-live.tsx";
import { ActiveAccount } from "./active-account.tsx";
import { CodexLine } from "./codex-line.tsx";
import { GatewayLine } from "./gateway-line.tsx";
import { OtherAccounts } from "./other-accounts.tsx";
import { PanelFoot } from "./panel-foot.tsx";
import classes from "./panel.module.css";

export function Panel() {
  const { t } = useTranslation();
  const loaded = useLoaded();
  const content = useRef<HTMLElement>(null);
  useEscape();
  useOwnHeight(content);
  return (
    <main ref={content} className={classes.panel} aria-label={t("panel.label")}>
      <h1 className="visually-hidden">{t("panel.label")}</h1>
      {loaded && (
        <>
          <div className={classes.content}>
            <GatewayLine />
            <CodexLine />
            <ActiveAccount />
            <OtherAccounts />
          </div>
          <PanelFoot />
        </>
      )}
    </main>
  );
}

/** The panel's window is as high as what it shows. */
function useOwnHeight(content: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const shown = content.current;
    if (shown === null) return;
    const observer = new ResizeObserver(() => window.resizeTo(shown.offsetWidth, shown.offsetHeight));
    observer.observe(shown);
    return () => observer.disconnect();
  }, [content]);
}

function useEscape(): void {
  const client = useClient();
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) void client.app.closePanel();
    };
    window.addEventListener("keydown", close);
    return () => window.removeEventListener("keydown", close);
  }, [client]);
}
