/** What the app was started with; everything else on the command line belongs to Chromium. */
export interface DesktopFlags {
  /** Start in the tray, without the window: at login. */
  hidden: boolean;
  /** Run against the simulated backend. */
  demo: boolean;
}

export function readFlags(argv: readonly string[]): DesktopFlags {
  return { hidden: argv.includes("--hidden"), demo: argv.includes("--demo") };
}
