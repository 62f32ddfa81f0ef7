import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../../components/page/page.tsx";
import { useLive } from "../../../live/use-live.tsx";
import classes from "./about-group.module.css";

const LicensesDialog = lazy(() =>
  import("../licenses-dialog.tsx").then((module) => ({ default: module.LicensesDialog })),
);

export function AboutGroup() {
  const { t } = useTranslation();
  const [listed, setListed] = useState(false);
  const version = useLive((state) => state.app.version);
  return (
    <Section title={t("settings.about")}>
      <dl className={classes.facts}>
        <dt>{t("settings.version")}</dt>
        <dd className="selectable">{version}</dd>
        <dt>{t("settings.licenses")}</dt>
        <dd>
          <Button size="compact-sm" onClick={() => setListed(true)}>
            {t("settings.showLicenses")}
          </Button>
        </dd>
      </dl>
      <p className={classes.notice}>{t("settings.unofficial")}</p>
      {listed && (
        <Suspense fallback={null}>
          <LicensesDialog onClose={() => setListed(false)} />
        </Suspense>
      )}
    </Section>
  );
}
