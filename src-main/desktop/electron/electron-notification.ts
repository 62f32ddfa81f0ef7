import { Notification } from "electron";

export interface ElectronNotifications {
  areSupported: () => boolean;
  show: (title: string, body: string, clicked: () => void) => void;
}

// One that is collected as garbage is never clicked.
const shown = new Set<Notification>();

export const electronNotifications: ElectronNotifications = {
  areSupported: () => Notification.isSupported(),
  show(title, body, clicked) {
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.on("click", clicked);
    notification.on("close", () => shown.delete(notification));
    notification.show();
  },
};
