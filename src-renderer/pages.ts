import type { ComponentType } from "react";
import { AccountsIcon, ModelsIcon, OverviewIcon, RequestsIcon, SettingsIcon } from "./components/icons.tsx";

export interface PageEntry {
  path: string;
  name: "overview" | "accounts" | "models" | "requests" | "settings";
  icon: ComponentType;
}

/** The pages that exist, in the order of the sidebar. */
export const pages: PageEntry[] = [
  { path: "/", name: "overview", icon: OverviewIcon },
  { path: "/accounts", name: "accounts", icon: AccountsIcon },
  { path: "/models", name: "models", icon: ModelsIcon },
  { path: "/requests", name: "requests", icon: RequestsIcon },
  { path: "/settings", name: "settings", icon: SettingsIcon },
];
