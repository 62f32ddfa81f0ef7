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

export interface TrayItem {
  tooltip: string;
  icon: { width?: number; height?: number; sha256?: string };
  menu: MenuEntry[];
}

type PanelEvent = { event: string; message?: string } & Partial<TrayItem>;

export interface TrayWatcher {
  /** The tray as it is now; follows the panel's events. Null while there is none. */
  item(): TrayItem | null;
  click(label: string): void;
  /** Left click on the icon. */
  activate(): void;
  stop(): Promise<void>;
}

/** Must stand before the app starts: an app that finds no panel does not look again. */
export async function startTrayWatcher(busAddress?: string): Promise<TrayWatcher> {
  const child = spawn(path.join(import.meta.dirname, "tray-watcher.py"), {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...(busAddress === undefined ? {} : { DBUS_SESSION_BUS_ADDRESS: busAddress }) },
  });
  const exited = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  let item: TrayItem | null = null;
  const ready = new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("The panel did not start: is there a session bus?")));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { event, ...values } = JSON.parse(line) as PanelEvent;
      if (event === "ready") resolve();
      if (event === "item") item = values as TrayItem;
      if (event === "gone") item = null;
      if (item !== null && ["icon", "tooltip", "menu"].includes(event)) item = { ...item, ...values };
    });
  });
  await ready;
  return {
    item: () => item,
    click: (label) => void child.stdin.write(`click ${label}\n`),
    activate: () => void child.stdin.write("activate\n"),
    async stop() {
      child.stdin.end("quit\n");
      await exited;
    },
  };
}
