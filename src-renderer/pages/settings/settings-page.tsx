import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page/page.tsx";
import { Status } from "../../components/status.tsx";
import { useLive } from "../../live/use-live.tsx";
import { AboutGroup } from "./groups/about-group.tsx";
import { AdvancedGroup } from "./groups/advanced-group.tsx";
import { CodexGroup } from "./groups/codex-group.tsx";
import { DataGroup } from "./groups/data-group.tsx";
import { DesktopGroup } from "./groups/desktop-group.tsx";
import { GatewayGroup } from "./groups/gateway-group.tsx";
import { LanGroup } from "./groups/lan-group.tsx";
import { NetworkGroup } from "./groups/network-group.tsx";
import { RoutingGroup } from "./groups/routing-group.tsx";
import { ModelsGroup } from "./groups/service-groups.tsx";
import { UpdatesGroup } from "./groups/updates-group.tsx";
import classes from "./settings-page.module.css";
import { SearchedSettings, SettingsSearch } from "./settings-search.tsx";

export function SettingsPage() {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const keptAside = useLive((state) => state.settings.keptAside);
  return (
    <Page narrow title={t("nav.settings")} actions={<SettingsSearch query={query} onQuery={setQuery} />}>
      {keptAside !== null && (
        <div className={classes.keptAside}>
          <Status tone="attention">{t("settings.keptAside", { file: keptAside })}</Status>
        </div>
      )}
      <SearchedSettings query={query}>
        <GatewayGroup />
        <LanGroup />
        <CodexGroup />
        <RoutingGroup />
        <ModelsGroup />
        <NetworkGroup />
        <DesktopGroup />
        <AdvancedGroup />
        <DataGroup />
        <UpdatesGroup />
        <AboutGroup />
      </SearchedSettings>
    </Page>
  );
}
