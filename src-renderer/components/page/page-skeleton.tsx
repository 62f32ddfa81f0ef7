import { useTranslation } from "react-i18next";
import classes from "./page-skeleton.module.css";

/** Stands where a page will be, in its measures, so that nothing moves when the page arrives. */
export function PageSkeleton({ title }: { title: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.page} aria-busy="true">
      <h1>{title}</h1>
      <output className="visually-hidden">{t("common.loading")}</output>
      {["62%", "84%", "71%", "78%", "55%"].map((width) => (
        <div key={width} className={classes.row}>
          <span className={classes.bar} style={{ width }} />
        </div>
      ))}
    </div>
  );
}
