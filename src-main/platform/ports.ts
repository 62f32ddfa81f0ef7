/** What the host lends to the services: the desktop and the command line each bring their own. */
import type { UpdateState } from "../../src-shared/contract/updates.ts";

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs once after `ms`, however long; the returned function cancels. Must not keep the process alive. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    let timer: NodeJS.Timeout;
    const wait = (left: number) => {
      const step = Math.min(left, longestTimerMs);
      timer = setTimeout(() => (left > step ? wait(left - step) : run()), step);
      timer.unref();
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

/** Node runs a longer timer at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Seals text with a key the operating system keeps for this person, e.g. Electron's safeStorage. */
export interface SecretBox {
  seal(plain: string): Promise<string>;
  /** Rejects when the text was sealed by another person or the keychain is locked. */
  open(sealed: string): Promise<string>;
}

/** Raw settings as kept on disk: only what differs from the defaults. */
export interface SettingsBackend {
  /** The name an unreadable file was given when this was opened. */
  keptAside?: string | null;
  read(): unknown;
  write(value: Record<string, unknown>): void;
}

/** Newer versions of the app itself. */
export interface Updates {
  state(): UpdateState;
  changed(listener: () => void): () => void;
  check(): Promise<UpdateState>;
  /** Throws AppError `bad_request` when nothing is ready. */
  install(): void;
}

/** What only a desktop can do; absent headless. */
export interface DesktopPorts {
  openExternal(url: string): Promise<void>;
  /** Whether links like switchyard://accounts open this app. */
  deepLinks: boolean;
  openWindow(): void;
  closePanel(): void;
  quit(): void;
  /** In the file manager. Rejects with what the system says. */
  showFolder(folder: string): Promise<void>;
  updates: Updates;
  /** Asks the person where a file shall be. Resolves with its path, null when they chose none. */
  chooseFile(suggestedName: string): Promise<string | null>;
  /** Whether the computer runs on its battery. */
  onBattery(): boolean;
  setStartAtLogin(enabled: boolean): void;
}
