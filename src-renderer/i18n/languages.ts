import { createInstance } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Settings } from "../../src-shared/settings.ts";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

export type Language = "en" | "zh";

/** @param wish the setting. @param system the system's preferred languages, best first */
export function chooseLanguage(wish: Settings["desktop"]["language"], system: readonly string[]): Language {
  if (wish !== "system") return wish;
  const known = system.find((tag) => /^(?:en|zh)\b/i.test(tag));
  return known?.toLowerCase().startsWith("zh") === true ? "zh" : "en";
}

const i18next = createInstance();

export async function startLanguages(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: chooseLanguage("system", navigator.languages),
    fallbackLng: "en",
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
}

export async function setLanguage(language: Language): Promise<void> {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  if (i18next.language !== language) await i18next.changeLanguage(language);
}
