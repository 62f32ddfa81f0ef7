import { useTranslation } from "react-i18next";
import { pages } from "./pages.ts";

export function usePageTitle(path: string): string {
  const { t } = useTranslation();
  const page = pages.find((candidate) => candidate.path === path);
  return t(`nav.${page?.name ?? "overview"}`);
}
