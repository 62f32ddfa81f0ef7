import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/page.tsx";
import { Status } from "../../components/status.tsx";
import { useLive } from "../../live/use-live.tsx";
import { AboutGroup } from "./about-group.tsx";
import { AdvancedGroup } from "./advanced-group.tsx";
import { CodexGroup } from "./codex-group.tsx";
import { DataGroup } from "./data-group.tsx";
import { DesktopGroup } from "./desktop-group.tsx";
import { GatewayGroup } from "./gateway-group.tsx";
import { LanGroup } from "./lan-group.tsx";
import { NetworkGroup } from "./network-group.tsx";
import { RoutingGroup } from "./routing-group.tsx";
import { ModelsGroup } from "./service-groups.tsx";
import { UpdatesGroup } from "./updates-group.tsx";
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
