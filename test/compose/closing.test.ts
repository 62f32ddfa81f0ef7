import { mkdirSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { compose } from "../../src-main/compose/compose.ts";
import { createClosing } from "../../src-main/platform/closing.ts";
import { temporaryFolder } from "../support/switchyard.ts";

test("every closer runs, what was opened last first, and the first failure is told", async () => {
  const closed: number[] = [];
  const closer = (number: number, fails: boolean) => () => {
    closed.push(number);
    if (fails) throw new Error(`closer ${number}`);
  };
  const closing = createClosing();
  for (const number of [1, 2, 3, 4]) closing.defer(closer(number, number % 2 === 0));
  await expect(closing.close()).rejects.toThrow("closer 4");
  await expect(closing.close()).rejects.toThrow("closer 4");
  expect(closed).toEqual([4, 3, 2, 1]);
});

test("a file that cannot be removed keeps neither the lock nor the listeners", async () => {
  const dataFolder = await temporaryFolder();
  const switchyard = await compose({
    version: "0.0.0-test",
    dataFolder,
    env: { SWITCHYARD_PORT: "0", SWITCHYARD_CONSOLE_PORT: "0", SWITCHYARD_LOG_LEVEL: "silent" },
  });
  const { baseUrl } = await switchyard.client.gateway.start();
  const control = path.join(dataFolder, "control.json");
  rmSync(control);
  mkdirSync(path.join(control, "in the way"), { recursive: true });
  await expect(switchyard.close()).rejects.toThrow();
  expect(existsSync(path.join(dataFolder, "owner.lock"))).toBe(false);
  await expect(fetch(`${baseUrl}/models`)).rejects.toThrow();
});
