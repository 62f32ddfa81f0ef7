/** The desktop's panel as a test sees it: what the tray icon shows, and clicks into its menu. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import path from "node:path";

export interface MenuEntry {
  label: string;
  path: string;
  type: "normal" | "separator" | "radio" | "checkbox" | "submenu";
  enabled: boolean;
  checked?: boolean;
  children?: MenuEntry[];
}

interface TrayItem {
  tooltip: string;
  icon: { width?: number; height?: number; sha256?: string };
  menu: MenuEntry[];
}

interface ShownNotification {
  id: number;
  title: string;
  body: string;
}

type PanelEvent = { event: string; message?: string } & Partial<TrayItem>;

export interface TrayWatcher {
  /** The tray as it is now; follows the panel's events. Null while there is none. */
  item(): TrayItem | null;
  /** Every notification that was shown, in order. */
  notifications(): readonly ShownNotification[];
  clickNotification(id: number): void;
  click(label: string): void;
  /** Left click on the icon. */
  activate(): void;
  /** The system announces that it goes to sleep, or that it is back. */
  sleep(): void;
  wake(): void;
  stop(): Promise<void>;
}

export interface WatcherOptions {
  /** The session's own bus when not given. */
  busAddress?: string;
  /** False for a desktop that shows notifications and no tray. */
  tray?: boolean;
}

/** Must stand before the app starts: an app that finds no panel does not look again. */
export async function startTrayWatcher({
  busAddress,
  tray = true,
}: WatcherOptions = {}): Promise<TrayWatcher> {
  const child = spawn(path.join(import.meta.dirname, "tray-watcher.py"), tray ? [] : ["--no-tray"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...(busAddress === undefined ? {} : { DBUS_SESSION_BUS_ADDRESS: busAddress }) },
  });
  const exited = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  let item: TrayItem | null = null;
  const notifications: ShownNotification[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("The panel did not start: is there a session bus?")));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { event, ...values } = JSON.parse(line) as PanelEvent;
      if (event === "ready") resolve();
      if (event === "item") item = values as TrayItem;
      if (event === "gone") item = null;
      if (event === "notification") notifications.push(values as unknown as ShownNotification);
      if (item !== null && ["icon", "tooltip", "menu"].includes(event)) item = { ...item, ...values };
    });
  });
  await ready;
  return {
    item: () => item,
    notifications: () => notifications,
    clickNotification: (id) => void child.stdin.write(`notify-click ${id}\n`),
    click: (label) => void child.stdin.write(`click ${label}\n`),
    activate: () => void child.stdin.write("activate\n"),
    sleep: () => void child.stdin.write("sleep\n"),
    wake: () => void child.stdin.write("wake\n"),
    async stop() {
      child.stdin.end("quit\n");
      await exited;
    },
  };
}
