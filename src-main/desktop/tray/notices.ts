/** Shows the system's notifications for changes of the live state; a click opens the window. */
import { app, Notification } from "electron";
import type { LiveState } from "../../../src-shared/contract/index.ts";
import type { Clock } from "../../platform/ports.ts";
import { noticesOf } from "./notice-model.ts";
import { noticeWords } from "./notice-text.ts";
import { trayLanguage } from "./tray-text.ts";

export interface Notifier {
  note(state: LiveState): void;
}

export function createNotifier(options: { clock: Clock; openWindow: () => void }): Notifier {
  let before: LiveState | null = null;
  // One that is collected as garbage is never clicked.
  const shown = new Set<Notification>();
  return {
    note(state) {
      const earlier = before;
      before = state;
      if (earlier === null || !Notification.isSupported()) return;
      const language = trayLanguage(state.settings.values.desktop.language, app.getLocale());
      for (const { title, body } of noticesOf(earlier, state, options.clock.now(), noticeWords[language])) {
        const notification = new Notification({ title, body });
        shown.add(notification);
        notification.on("click", options.openWindow);
        notification.on("close", () => shown.delete(notification));
        notification.show();
      }
    },
  };
}
