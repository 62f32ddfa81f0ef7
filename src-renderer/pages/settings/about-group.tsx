import { useTranslation } from "react-i18next";
import { CopyButton } from "../../components/copy-button.tsx";
import { Section } from "../../components/page.tsx";
import { useLive } from "../../live/use-live.tsx";
import classes from "./about-group.module.css";

export function AboutGroup() {
  const { t } = useTranslation();
  const { version, dataFolder } = useLive((state) => state.app);
  return (
    <Section title={t("settings.about")}>
      <dl className={classes.facts}>
        <dt>{t("settings.version")}</dt>
        <dd className="selectable">{version}</dd>
        <dt>{t("settings.dataFolder")}</dt>
        <dd>
          <code>{dataFolder}</code>
          <CopyButton iconOnly text={dataFolder} label={t("settings.copyDataFolder")} />
        </dd>
      </dl>
      <p className={classes.notice}>{t("settings.unofficial")}</p>
    </Section>
  );
}
