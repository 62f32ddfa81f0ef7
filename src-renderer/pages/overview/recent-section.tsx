import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Section } from "../../components/page/page.tsx";
import { RequestTable } from "../../components/requests/request-table.tsx";
import { useLive } from "../../live/use-live.tsx";
import classes from "./recent-section.module.css";

const shownRows = 8;

export function RecentSection() {
  const { t } = useTranslation();
  const rows = useLive((state) => state.requests);
  return (
    <Section
      title={t("overview.recent")}
      aside={rows.length > 0 && <Link href="/requests">{t("overview.all")}</Link>}
    >
      {rows.length === 0 ? (
        <p className={classes.none}>{t("overview.noRequests")}</p>
      ) : (
        <RequestTable rows={rows.slice(0, shownRows)} label={t("overview.recent")} />
      )}
    </Section>
  );
}
