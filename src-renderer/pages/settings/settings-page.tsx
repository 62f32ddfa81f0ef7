import { useTranslation } from "react-i18next";
import { Page } from "../../components/page.tsx";
import { AboutGroup } from "./about-group.tsx";
import { AdvancedGroup } from "./advanced-group.tsx";
import { CodexGroup } from "./codex-group.tsx";
import { DesktopGroup } from "./desktop-group.tsx";
import { GatewayGroup } from "./gateway-group.tsx";
import { NetworkGroup } from "./network-group.tsx";
import { RoutingGroup } from "./routing-group.tsx";
import { ModelsGroup } from "./service-groups.tsx";
import { UpdatesGroup } from "./updates-group.tsx";
import classes from "./settings-page.module.css";

export function SettingsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("nav.settings")}>
      <div className={classes.groups}>
        <GatewayGroup />
        <CodexGroup />
        <RoutingGroup />
        <ModelsGroup />
        <NetworkGroup />
        <DesktopGroup />
        <AdvancedGroup />
        <UpdatesGroup />
        <AboutGroup />
      </div>
    </Page>
  );
}
