import type { ComponentType } from "react";
import {
  AccountsIcon,
  ConnectIcon,
  ModelsIcon,
  OverviewIcon,
  RequestsIcon,
  SettingsIcon,
  UsageIcon,
} from "./components/icons.tsx";
import { lazyPage, type LazyPage } from "./components/page/lazy-page.tsx";

export interface PageEntry {
  path: string;
  name: "overview" | "accounts" | "models" | "usage" | "requests" | "connect" | "settings";
  icon: ComponentType;
  page: LazyPage;
}

const overview: PageEntry = {
  path: "/",
  name: "overview",
  icon: OverviewIcon,
  page: lazyPage(async () => {
    const { OverviewPage } = await import("./pages/overview/overview-page.tsx");
    return <OverviewPage />;
  }),
};

/** The pages that exist, in the order of the sidebar. */
export const pages: PageEntry[] = [
  overview,
  {
    path: "/accounts",
    name: "accounts",
    icon: AccountsIcon,
    page: lazyPage(async () => {
      const { AccountsPage } = await import("./pages/accounts/accounts-page.tsx");
      return <AccountsPage />;
    }),
  },
  {
    path: "/models",
    name: "models",
    icon: ModelsIcon,
    page: lazyPage(async () => {
      const { ModelsPage } = await import("./pages/models/models-page.tsx");
      return <ModelsPage />;
    }),
  },
  {
    path: "/usage",
    name: "usage",
    icon: UsageIcon,
    page: lazyPage(async () => {
      const { UsagePage } = await import("./pages/usage/usage-page.tsx");
      return <UsagePage />;
    }),
  },
  {
    path: "/requests",
    name: "requests",
    icon: RequestsIcon,
    page: lazyPage(async () => {
      const { RequestsPage } = await import("./pages/requests/requests-page.tsx");
      return <RequestsPage />;
    }),
  },
  {
    path: "/connect",
    name: "connect",
    icon: ConnectIcon,
    page: lazyPage(async () => {
      const { ConnectPage } = await import("./pages/connect/connect-page.tsx");
      return <ConnectPage />;
    }),
  },
  {
    path: "/settings",
    name: "settings",
    icon: SettingsIcon,
    page: lazyPage(async () => {
      const { SettingsPage } = await import("./pages/settings/settings-page.tsx");
      return <SettingsPage />;
    }),
  },
];

/** The page at a path or above it; the overview for a path that leads nowhere. */
export function pageAt(path: string): PageEntry {
  return (
    pages.find((entry) => entry.path === path || (entry !== overview && path.startsWith(`${entry.path}/`))) ??
    overview
  );
}

/** Fetches every page ahead of time. One that fails is tried again when it is opened. */
export function loadPages(): void {
  for (const { page } of pages) page.load().catch(() => undefined);
}
