/** The bottom of the house: settings, log, the way out to the upstream hosts. */
import path from "node:path";
import { defaultSettings } from "../../src-shared/settings.ts";
import { codexHome, configFile } from "../codex-config/codex-home.ts";
import { openCodexVersion, type CodexVersion } from "../codex-config/codex-version.ts";
import { readCodexDefaults, watchCodexDefaults } from "../codex-config/watch-codex-defaults.ts";
import type { Demo } from "./demo.ts";
import { createLogger, type Logger } from "../logs/logger.ts";
import { createOutbound, type Outbound } from "../network/outbound.ts";
import type { Closing } from "../platform/closing.ts";
import { systemClock, type Clock } from "../platform/ports.ts";
import { readSystemProxy } from "../network/system-settings.ts";
import { upstreamHosts, type UpstreamHosts } from "../network/upstream-hosts.ts";
import { filesIn } from "../settings/data-folder.ts";
import { openSettingsFile } from "../settings/settings-file.ts";
import { createSettingsStore, type SettingsStore } from "../settings/settings-store.ts";
import type { ComposeOptions } from "./options.ts";

export interface Foundation {
  clock: Clock;
  now: () => number;
  files: ReturnType<typeof filesIn>;
  settings: SettingsStore;
  logger: Logger;
  /** What could not be understood was put there. */
  tellSetAside: (kept: string) => void;
  hosts: UpstreamHosts;
  exit: Outbound;
  demo: Demo | null;
  clientVersion: () => string;
  codexHome: string;
  codexVersion: CodexVersion;
}

export async function openFoundation(options: ComposeOptions, closing: Closing): Promise<Foundation> {
  const clock = options.clock ?? systemClock;
  const files = filesIn(options.dataFolder);
  const backend = options.settings ?? openSettingsFile(options.dataFolder);
  // The demo plays with a Codex of its own.
  const home = options.demo ? path.join(options.dataFolder, "demo-codex") : codexHome(options.env);
  const codexConfig = configFile(home);
  const codexVersion = openCodexVersion(files.codexVersion, defaultSettings.network.clientVersion, () =>
    settings.rereadCodex(),
  );
  const settings: SettingsStore = createSettingsStore(backend, options.env, () =>
    settingsOfCodex(codexConfig, codexVersion),
  );
  if (!options.oneCommand) closing.defer(watchCodexDefaults(codexConfig, () => settings.rereadCodex()));
  const logger = createLogger(files.logs, settings.values().log.level);
  closing.defer(() => logger.close());
  const { keptAside } = settings.view();
  if (keptAside) logger.warn({ kept: keptAside }, "the settings could not be understood and were set aside");

  const demo = options.demo ? await (await import("./demo.ts")).startDemo() : null;
  if (demo) closing.defer(() => demo.close());
  const hosts = demo?.hosts ?? upstreamHosts(options.env);
  const exit = createOutbound({
    choice: () => settings.values().network,
    changed: settings.changed,
    env: options.env,
    system: options.systemProxy ?? readSystemProxy({ env: options.env, clock }),
    clock,
  });
  closing.defer(() => exit.close());
  const clientVersion = () => settings.values().network.clientVersion;
  return {
    clock,
    now: () => clock.now(),
    files,
    settings,
    logger,
    tellSetAside: (kept) => logger.error({ kept }, "a file could not be understood and was set aside"),
    hosts,
    exit,
    demo,
    clientVersion,
    codexHome: home,
    codexVersion,
  };
}

/** What Codex's config.toml and Codex itself set of our settings. */
function settingsOfCodex(file: string, { current }: CodexVersion): Record<string, Record<string, unknown>> {
  const version = current();
  const { model: preferred = null, ...sizes } = readCodexDefaults(file) ?? {};
  const told = Object.entries({ default: preferred, ...sizes }).filter(([, value]) => value !== null);
  return {
    ...(told.length === 0 ? {} : { models: Object.fromEntries(told) }),
    ...(version === null ? {} : { network: { clientVersion: version } }),
  };
}
