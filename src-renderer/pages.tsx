/** What every page shows, each in a file of its own that is fetched when it is wanted. */
import { lazyPage, type LazyPage } from "./components/page/lazy-page.tsx";
import type { PageName } from "./components/page/page-list.ts";

export const pageContents: Record<PageName, LazyPage> = {
  overview: lazyPage(async () => {
    const { OverviewPage } = await import("./pages/overview/overview-page.tsx");
    return <OverviewPage />;
  }),
  accounts: lazyPage(async () => {
    const { AccountsPage } = await import("./pages/accounts/accounts-page.tsx");
    return <AccountsPage />;
  }),
  models: lazyPage(async () => {
    const { ModelsPage } = await import("./pages/models/models-page.tsx");
    return <ModelsPage />;
  }),
  usage: lazyPage(async () => {
    const { UsagePage } = await import("./pages/usage/usage-page.tsx");
    return <UsagePage />;
  }),
  requests: lazyPage(async () => {
    const { RequestsPage } = await import("./pages/requests/requests-page.tsx");
    return <RequestsPage />;
  }),
  connect: lazyPage(async () => {
    const { ConnectPage } = await import("./pages/connect/connect-page.tsx");
    return <ConnectPage />;
  }),
  settings: lazyPage(async () => {
    const { SettingsPage } = await import("./pages/settings/settings-page.tsx");
    return <SettingsPage />;
  }),
};

/** Fetches every page ahead of time. One that fails is tried again when it is opened. */
export function loadPages(): void {
  for (const page of Object.values(pageContents)) page.load().catch(() => undefined);
}
