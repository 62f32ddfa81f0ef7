/** Shows the system's notifications for changes of the live state; a click opens the window. */
import type { LiveState } from "../../../src-shared/contract/index.ts";
import type { Clock } from "../../platform/ports.ts";
import type { ElectronNotifications } from "../electron/electron-notification.ts";
import { noticesOf } from "./notice-model.ts";
import { noticeTexts } from "./notice-text.ts";
import { trayLanguage } from "./tray-text.ts";

export interface NotifierOptions {
  clock: Clock;
  notifications: ElectronNotifications;
  /** The system's language, e.g. "zh-CN". */
  locale: () => string;
  openWindow: () => void;
}

export interface Notifier {
  update(state: LiveState): void;
}

export function createNotifier({ clock, notifications, locale, openWindow }: NotifierOptions): Notifier {
  let before: LiveState | null = null;
  return {
    update(state) {
      const earlier = before;
      before = state;
      if (earlier === null || !notifications.areSupported()) return;
      const language = trayLanguage(state.settings.values.desktop.language, locale());
      for (const { title, body } of noticesOf(earlier, state, clock.now(), noticeTexts[language])) {
        notifications.show(title, body, openWindow);
      }
    },
  };
}
