/** Every page in every state it can be in, in both themes and languages. */
import type { LiveState } from "../../../src-shared/contract/index.ts";
import {
  account,
  empty,
  failed,
  manyAccounts,
  mixedAccounts,
  running,
  stopped,
  withDesktop,
} from "../support/states.ts";
import type { Shot } from "./shot.ts";
import { now } from "../support/page-clock.ts";

const states: Record<string, () => LiveState> = {
  "0-accounts": empty,
  "1-account": () => running({ accounts: [account("work", { active: true })] }),
  "4-accounts": () => running({ accounts: mixedAccounts().slice(0, 4) }),
  "40-accounts": () => running({ accounts: manyAccounts(40) }),
  busy: () => ({ ...stopped(), gateway: { ...stopped().gateway, state: "starting" } }),
  error: failed,
  stale: () => {
    const accounts = mixedAccounts().map((each) => ({
      ...each,
      limits: each.limits && { ...each.limits, readAt: now - 3 * 60 * 60_000 },
    }));
    return running({ accounts, models: { ...running().models, source: "cache" } });
  },
};

export function everyState(paths: string[]): Shot[] {
  return paths.flatMap((path) =>
    Object.entries(states).flatMap(([name, state]) =>
      (["light", "dark"] as const).flatMap((colorScheme) =>
        (["en", "zh"] as const).map((language) => ({
          name: `every-${path === "/" ? "overview" : path.slice(1)}-${name}-${colorScheme}-${language}`,
          state: withDesktop(state(), { language }),
          options: { path, colorScheme },
        })),
      ),
    ),
  );
}
