import { useTranslation } from "react-i18next";
import { Page } from "../../components/page.tsx";
import { AboutGroup } from "./about-group.tsx";
import { DesktopGroup } from "./desktop-group.tsx";
import { GatewayGroup } from "./gateway-group.tsx";
import { LogGroup, ModelsGroup, NetworkGroup } from "./service-groups.tsx";
import classes from "./settings-page.module.css";

export function SettingsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("nav.settings")}>
      <div className={classes.groups}>
        <GatewayGroup />
        <ModelsGroup />
        <NetworkGroup />
        <DesktopGroup />
        <LogGroup />
        <AboutGroup />
      </div>
    </Page>
  );
}
