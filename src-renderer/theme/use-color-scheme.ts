import { useSyncExternalStore } from "react";
import type { Settings } from "../../src-shared/settings.ts";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function subscribe(listener: () => void): () => void {
  dark.addEventListener("change", listener);
  return () => dark.removeEventListener("change", listener);
}

/** The scheme to show for the setting; "system" follows the system as it changes. */
export function useColorScheme(wish: Settings["desktop"]["theme"]): "light" | "dark" {
  const system = useSyncExternalStore(subscribe, () => (dark.matches ? "dark" : "light"));
  return wish === "system" ? system : wish;
}
