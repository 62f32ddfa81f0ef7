import { useTranslation } from "react-i18next";
import { CodexRow } from "../../components/codex/codex-row.tsx";
import { Page } from "../../components/page/page.tsx";
import { useLive } from "../../live/use-live.tsx";
import { FirstRun, FirstRunLeft } from "./first-run.tsx";
import { GatewayState } from "./gateway-state.tsx";
import { LimitsSection } from "./limits-section.tsx";
import { RecentSection } from "./recent-section.tsx";
import { SetAsideNote } from "./set-aside-note.tsx";
import { TodaySection } from "./today-section.tsx";
import { useFirstSteps } from "./use-first-steps.ts";

export function OverviewPage() {
  const { t } = useTranslation();
  const hasAccount = useLive((state) => state.accounts.length > 0);
  const steps = useFirstSteps();

  return (
    <Page title={t("nav.overview")}>
      <GatewayState />
      <CodexRow />
      <SetAsideNote />
      {steps.shown && <FirstRun steps={steps} />}
      {hasAccount && steps.known && <LimitsSection />}
      {!hasAccount && !steps.shown && <FirstRunLeft steps={steps} />}
      {hasAccount && steps.known && !steps.shown && (
        <>
          <TodaySection />
          <RecentSection />
        </>
      )}
    </Page>
  );
}
