/** What the app was started with; everything else on the command line belongs to Chromium. */
export interface DesktopFlags {
  /** Start in the tray, without the window: at login. */
  hidden: boolean;
  /** Give Codex and the other tools their own settings back, and end: for uninstallers. */
  restore: boolean;
  /** Run against the simulated backend. */
  demo: boolean;
}

export function readFlags(argv: readonly string[]): DesktopFlags {
  return {
    hidden: argv.includes("--hidden"),
    restore: argv.includes("--restore"),
    demo: argv.includes("--demo"),
  };
}
