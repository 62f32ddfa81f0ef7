import { defineConfig } from "vitest/config";

/** A machine that is busy with other things is slow; what never comes is noticed all the same. */
const patience = { testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 30_000 } } };

/** Real windows, browsers and clients take turns: two cores draw one at a time. */
const oneAtATime = { fileParallelism: false, ...patience };

const inTheApp =
  "test/desktop/{app,no-tray,package,sign-in,sleep-and-memory,system-proxy,updates,window-work}.test.ts";

/** The longest of the core's, which waits for processes most of its time. */
const killing = "test/accounts/killed-at-every-step.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "core",
          include: ["test/**/*.test.ts"],
          exclude: ["test/clients/**", "test/renderer/**", inTheApp, killing],
          // Much of the time is waiting for processes, so that two are not too many for two cores.
          maxWorkers: 2,
          ...patience,
        },
      },
      { test: { name: "killing", include: [killing], ...oneAtATime } },
      { test: { name: "renderer", include: ["test/renderer/**/*.test.ts"], ...oneAtATime } },
      { test: { name: "desktop", include: [inTheApp], ...oneAtATime } },
      { test: { name: "clients", include: ["test/clients/*.test.ts"], ...oneAtATime } },
    ],
  },
});
