import { useTranslation } from "react-i18next";
import { Section } from "../../components/page/page.tsx";
import { SkeletonRows } from "../../components/page/skeleton-rows.tsx";
import classes from "./usage-page.module.css";

/** The sections in their places until their numbers are here. */
export function UsagePending() {
  const { t } = useTranslation();
  return (
    <div aria-busy="true">
      <output className="visually-hidden">{t("common.loading")}</output>
      <div className={classes.figuresPlace} />
      <Section title={t("usage.perDay")}>
        <div className={classes.daysPlace}>
          <SkeletonRows />
        </div>
      </Section>
    </div>
  );
}
