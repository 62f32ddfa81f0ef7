import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CodexRow } from "../../components/codex/codex-row.tsx";
import { Page } from "../../components/page.tsx";
import { useLive } from "../../live/use-live.tsx";
import { FirstRun } from "./first-run.tsx";
import { GatewayState } from "./gateway-state.tsx";
import { LimitsSection } from "./limits-section.tsx";
import { RecentSection } from "./recent-section.tsx";
import { TodaySection } from "./today-section.tsx";

const startedKey = "switchyard:started";

export function OverviewPage() {
  const { t } = useTranslation();
  const hasAccount = useLive((state) => state.accounts.length > 0);
  const hasRequests = useLive((state) => state.requests.length > 0);
  const [dismissed, setDismissed] = useState(() => localStorage.getItem(startedKey) !== null);
  // Once shown it stays until it is left, so that the result of the last step can be seen.
  const [begun, setBegun] = useState(false);
  const firstRun = !hasAccount || (!dismissed && (begun || !hasRequests));
  if (firstRun && !begun) setBegun(true);

  const leave = () => {
    localStorage.setItem(startedKey, "yes");
    setDismissed(true);
  };

  return (
    <Page title={t("nav.overview")}>
      <GatewayState />
      <CodexRow />
      {firstRun && <FirstRun onLeave={hasAccount ? leave : null} />}
      {hasAccount && <LimitsSection />}
      {hasAccount && !firstRun && <TodaySection />}
      {hasAccount && !firstRun && <RecentSection />}
    </Page>
  );
}
