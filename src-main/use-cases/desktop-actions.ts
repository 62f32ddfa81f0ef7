/** What a desktop does for a person; headless each is refused in words, or does nothing where nothing is to be done. */
import { isLoopback } from "../platform/is-loopback.ts";
import { AppError } from "../platform/app-error.ts";
import { writeFileAtomic } from "../platform/atomic-file.ts";
import type { DesktopPorts } from "../platform/ports.ts";

export type DesktopActions = ReturnType<typeof desktopActions>;

/** Every action throws AppError `bad_request` where it needs a desktop and `desktop` is absent. */
export function desktopActions(desktop: DesktopPorts | undefined) {
  const need = (message: string, advice = ""): DesktopPorts => {
    if (desktop) return desktop;
    throw new AppError("bad_request", message, advice);
  };
  const chooseFile = async (suggestedName: string) =>
    need("Only the desktop app saves files itself.").chooseFile(suggestedName);
  return {
    openWindow: () => need("Switchyard runs headless: it has no window.").openWindow(),
    closePanel: () => desktop?.closePanel(),
    quit: () => need("Switchyard runs headless: end it where it was started.").quit(),
    updateState: () => desktop?.updates.state() ?? { step: "by-hand" as const },
    onUpdate: (listener: () => void) => desktop?.updates.changed(listener) ?? (() => {}),
    checkForUpdate: () => desktop?.updates.check() ?? { step: "by-hand" as const },
    installUpdate: () => need("Switchyard runs headless: update it as it was installed.").updates.install(),
    showFolder: async (folder: string) =>
      need("Switchyard runs headless: there is no file manager to open.").showFolder(folder),
    onScreen(work: () => void) {
      need("Switchyard runs headless: there is no desktop to open a window on.");
      work();
    },
    onBattery: () => desktop?.onBattery() ?? false,
    setStartAtLogin: (enabled: boolean) => desktop?.setStartAtLogin(enabled),
    /** Only what is encrypted, or on this computer. */
    async openExternal(address: string): Promise<void> {
      const { protocol, hostname } = new URL(address);
      if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname)))
        throw new AppError("bad_request", "Only https addresses are opened.");
      await need("There is no browser to open here.", "Open the address by hand.").openExternal(address);
    },
    /** Null when the person chose none. */
    chooseFile,
    /** Where the person wanted it; null when nowhere. */
    async saveFile(name: string, text: string): Promise<string | null> {
      const chosen = await chooseFile(name);
      if (chosen !== null) await writeFileAtomic(chosen, text);
      return chosen;
    },
  };
}
