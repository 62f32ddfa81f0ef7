import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { useLive, useLoaded } from "../../live/use-live.tsx";
import { pageAt, pages, type PageEntry } from "./page-list.ts";
import { SwitchyardIcon } from "../icons.tsx";
import classes from "./sidebar.module.css";

export function Sidebar() {
  const { t } = useTranslation();
  const loaded = useLoaded();
  const [path] = useLocation();
  const current = pageAt(path);
  return (
    <nav className={classes.sidebar} aria-label={t("nav.label")}>
      <div className={classes.brand}>
        <SwitchyardIcon />
        <span className={classes.word}>Switchyard</span>
      </div>
      <div>
        {pages.map((page) => (
          <Entry key={page.path} page={page} current={page === current} loaded={loaded} />
        ))}
      </div>
      {loaded && <Foot />}
    </nav>
  );
}

function Entry({ page, current, loaded }: { page: PageEntry; current: boolean; loaded: boolean }) {
  const { t } = useTranslation();
  const name = t(`nav.${page.name}`);
  return (
    <Link
      href={page.path}
      className={classes.entry ?? ""}
      aria-current={current ? "page" : undefined}
      title={name}
    >
      <page.icon />
      <span className={classes.word}>{name}</span>
      {page.name === "accounts" && loaded && <AccountCount />}
    </Link>
  );
}

function AccountCount() {
  const count = useLive((state) => state.accounts.length);
  return count > 0 && <span className={classes.count}>{count}</span>;
}

function Foot() {
  const { t } = useTranslation();
  const { version, demo } = useLive((state) => state.app);
  return (
    <p className={classes.foot}>
      <span className={classes.word}>{version}</span>
      {demo && (
        <span className={classes.demo} title={t("nav.demoHint")}>
          {t("nav.demo")}
        </span>
      )}
    </p>
  );
}
