import type { DesktopPorts } from "../../src-main/platform/ports.ts";

/** A desktop that does nothing; `own` does what a test looks at. */
export function desktopPorts(own: Partial<DesktopPorts> = {}): DesktopPorts {
  return {
    openExternal: async () => {},
    deepLinks: false,
    openWindow: () => {},
    closePanel: () => {},
    quit: () => {},
    showFolder: async () => {},
    updates: {
      state: () => ({ step: "by-hand" }),
      changed: () => () => {},
      check: async () => ({ step: "by-hand" }),
      install: () => {},
    },
    setStartAtLogin: () => {},
    chooseFile: async () => null,
    onBattery: () => false,
    ...own,
  };
}
