import { useTranslation } from "react-i18next";
import { SkeletonRows } from "./skeleton-rows.tsx";
import classes from "./page-skeleton.module.css";

/** Stands where a page will be, in its measures, so that nothing moves when the page arrives. */
export function PageSkeleton({ title }: { title: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.page} aria-busy="true">
      <h1>{title}</h1>
      <output className="visually-hidden">{t("common.loading")}</output>
      <SkeletonRows />
    </div>
  );
}
