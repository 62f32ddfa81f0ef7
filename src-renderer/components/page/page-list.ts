/** The pages that exist, by path and name; what they show is fetched by ../../pages.tsx. */
import type { ComponentType } from "react";
import {
  AccountsIcon,
  ConnectIcon,
  ModelsIcon,
  OverviewIcon,
  RequestsIcon,
  SettingsIcon,
  UsageIcon,
} from "../icons.tsx";

export type PageName = "overview" | "accounts" | "models" | "usage" | "requests" | "connect" | "settings";

export interface PageEntry {
  path: string;
  name: PageName;
  icon: ComponentType;
}

const overview: PageEntry = { path: "/", name: "overview", icon: OverviewIcon };

/** In the order of the sidebar. */
export const pages: PageEntry[] = [
  overview,
  { path: "/accounts", name: "accounts", icon: AccountsIcon },
  { path: "/models", name: "models", icon: ModelsIcon },
  { path: "/usage", name: "usage", icon: UsageIcon },
  { path: "/requests", name: "requests", icon: RequestsIcon },
  { path: "/connect", name: "connect", icon: ConnectIcon },
  { path: "/settings", name: "settings", icon: SettingsIcon },
];

/** The page at a path or above it; the overview for a path that leads nowhere. */
export function pageAt(path: string): PageEntry {
  return (
    pages.find((entry) => entry.path === path || (entry !== overview && path.startsWith(`${entry.path}/`))) ??
    overview
  );
}
