/** What the app was started with; everything else on the command line belongs to Chromium. */
export interface DesktopFlags {
  /** The words of a command, where the app was started as its own command line; null = the app itself is wanted. */
  command: string[] | null;
  /** Start in the tray, without the window: at login. */
  hidden: boolean;
  /** Give Codex and the other tools their own settings back, and end. */
  restore: boolean;
  /** That, and take away the background service and the start at login: for uninstallers. */
  uninstall: boolean;
  /** Run against the simulated backend. */
  demo: boolean;
}

/** @param argv behind the program */
export function readFlags(argv: readonly string[]): DesktopFlags {
  return {
    command: commandWords(argv),
    hidden: argv.includes("--hidden"),
    restore: argv.includes("--restore"),
    uninstall: argv.includes("--uninstall"),
    demo: argv.includes("--demo"),
  };
}

/** Switches of the command line that may stand before the command; all others there are Chromium's. */
const leading = new Set(["--json", "--home", "--help", "-h", "--version"]);

function commandWords(argv: readonly string[]): string[] | null {
  const at = argv.findIndex((word, index) => !word.startsWith("-") && argv[index - 1] !== "--home");
  // A link or a file: whoever opened it wants the window.
  if (at !== -1 && !/^[a-z][a-z-]*$/.test(argv[at] ?? "")) return null;
  const before = (at === -1 ? argv : argv.slice(0, at)).filter(
    (word, index) => leading.has(word) || argv[index - 1] === "--home",
  );
  const asksForHelp = before.some((word) => word.startsWith("-") && !["--home", "--json"].includes(word));
  if (at === -1) return asksForHelp ? before : null;
  return [...before, ...argv.slice(at)];
}
