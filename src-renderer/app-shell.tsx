import { lazy, Suspense } from "react";
import { Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import classes from "./app-shell.module.css";
import { ConnectionNotice } from "./components/connection-notice.tsx";
import { PageFault } from "./components/page-fault.tsx";
import { PageSkeleton } from "./components/page-skeleton.tsx";
import { Sidebar } from "./components/sidebar.tsx";
import { useLoaded } from "./live/use-live.tsx";
import { OverviewPage } from "./pages/overview/overview-page.tsx";
import { usePageTitle } from "./use-page-title.ts";

// The first page comes with the window; the others when they are opened.
const AccountsPage = lazy(() =>
  import("./pages/accounts/accounts-page.tsx").then((module) => ({ default: module.AccountsPage })),
);
const ModelsPage = lazy(() =>
  import("./pages/models/models-page.tsx").then((module) => ({ default: module.ModelsPage })),
);
const RequestsPage = lazy(() =>
  import("./pages/requests/requests-page.tsx").then((module) => ({ default: module.RequestsPage })),
);
const SettingsPage = lazy(() =>
  import("./pages/settings/settings-page.tsx").then((module) => ({ default: module.SettingsPage })),
);

export function AppShell() {
  return (
    // oxlint-disable-next-line react/hooks -- wouter takes its source of locations as a hook
    <Router hook={useHashLocation}>
      <div className={classes.shell}>
        <Sidebar />
        <main className={classes.main}>
          <CurrentPage />
        </main>
        <ConnectionNotice />
      </div>
    </Router>
  );
}

function CurrentPage() {
  const loaded = useLoaded();
  const [path] = useHashLocation();
  const skeleton = <PageSkeleton title={usePageTitle(path)} />;
  if (!loaded) return skeleton;
  return (
    <PageFault key={path}>
      <Suspense fallback={skeleton}>
        <Switch>
          <Route path="/accounts" component={AccountsPage} />
          <Route path="/models" component={ModelsPage} />
          <Route path="/requests" component={RequestsPage} />
          <Route path="/settings" component={SettingsPage} />
          <Route component={OverviewPage} />
        </Switch>
      </Suspense>
    </PageFault>
  );
}
