import { defineConfig } from "vitest/config";

/** Real windows and browsers take turns: two cores draw one at a time. */
const oneAtATime = { fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "core",
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/clients/**",
            "test/renderer/**",
            "test/desktop/{app,no-tray,package,sign-in,sleep-and-memory,system-proxy,updates,window-work}.test.ts",
          ],
          testTimeout: 20_000,
          // Much of the time is waiting for processes, so that two are not too many for two cores.
          maxWorkers: 2,
        },
      },
      { test: { name: "renderer", include: ["test/renderer/**/*.test.ts"], ...oneAtATime } },
      {
        test: {
          name: "desktop",
          include: [
            "test/desktop/{app,no-tray,package,sign-in,sleep-and-memory,system-proxy,updates,window-work}.test.ts",
          ],
          ...oneAtATime,
        },
      },
      { test: { name: "clients", include: ["test/clients/*.test.ts"], ...oneAtATime } },
    ],
  },
});
