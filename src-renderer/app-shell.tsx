import { useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import { Router } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import classes from "./app-shell.module.css";
import { ConnectionNotice } from "./components/page/connection-notice.tsx";
import { GatewayAnnouncer } from "./components/page/gateway-announcer.tsx";
import { PageFrom } from "./components/page/lazy-page.tsx";
import { pageAt } from "./components/page/page-list.ts";
import { PageFault } from "./components/page/page-fault.tsx";
import { PageSkeleton } from "./components/page/page-skeleton.tsx";
import { PaletteProvider } from "./components/palette/palette.tsx";
import { Sidebar } from "./components/page/sidebar.tsx";
import { useLoaded } from "./live/use-live.tsx";
import { loadPages, pageContents } from "./pages.tsx";
import { useTranslation } from "react-i18next";

export function AppShell() {
  const loaded = useLoaded();
  return (
    // oxlint-disable-next-line react/hooks -- wouter takes its source of locations as a hook
    <Router hook={useHashLocation}>
      <PaletteProvider>
        <div className={classes.shell}>
          <Sidebar />
          <Main>
            <CurrentPage />
          </Main>
          <ConnectionNotice />
          {loaded && <GatewayAnnouncer />}
        </div>
      </PaletteProvider>
    </Router>
  );
}

/** Scrolls by itself, and begins every page at its top. */
function Main({ children }: { children: ReactNode }) {
  const [path] = useHashLocation();
  const { name } = pageAt(path);
  const main = useRef<HTMLElement>(null);
  const shown = useRef(name);
  useLayoutEffect(() => {
    if (shown.current !== name) main.current?.scrollTo(0, 0);
    shown.current = name;
  }, [name]);
  return (
    <main ref={main} className={classes.main}>
      {children}
    </main>
  );
}

function CurrentPage() {
  const { t } = useTranslation();
  const loaded = useLoaded();
  const [path] = useHashLocation();
  const { name } = pageAt(path);
  const skeleton = <PageSkeleton title={t(`nav.${name}`)} />;

  // The first page has the line for itself; the others follow while it is read.
  useEffect(() => {
    if (loaded) loadPages();
  }, [loaded]);

  if (!loaded) return skeleton;
  return (
    <PageFault key={name}>
      <PageFrom page={pageContents[name]} fallback={skeleton} />
    </PageFault>
  );
}
