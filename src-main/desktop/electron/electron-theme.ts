import { nativeTheme } from "electron";

type ThemeSource = "system" | "light" | "dark";

export interface ElectronTheme {
  source: () => ThemeSource;
  setSource: (source: ThemeSource) => void;
  isDark: () => boolean;
  /** Windows: the taskbar, which has a theme of its own. */
  isTaskbarDark: () => boolean;
  onChange: (listener: () => void) => void;
}

export const electronTheme: ElectronTheme = {
  source: () => nativeTheme.themeSource,
  setSource(source) {
    nativeTheme.themeSource = source;
  },
  isDark: () => nativeTheme.shouldUseDarkColors,
  isTaskbarDark: () => nativeTheme.shouldUseDarkColorsForSystemIntegratedUI,
  onChange: (listener) => void nativeTheme.on("updated", listener),
};
