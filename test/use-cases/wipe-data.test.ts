import { expect, test } from "vitest";
import { wipeData } from "../../src-main/use-cases/wipe-data.ts";
import { memorySettings } from "../support/memory-settings.ts";

function wipe(choice: { usage: boolean; accounts: boolean; settings: boolean }) {
  const done: string[] = [];
  const settings = memorySettings();
  settings.update({ codex: { enabled: true } });
  const tool = (id: string, state: string) => ({ id, state });
  const wiped = wipeData(
    {
      settings,
      usage: { wipe: async () => void done.push("usage") },
      log: { wipe: () => void done.push("log") },
      homes: {
        async turnOff() {
          done.push("Codex given back");
          return [];
        },
      },
      tools: {
        list: async () => [tool("cline", "off"), tool("continue", "on")] as never,
        turnOff: async (id) => void done.push(`${id} given back`) as never,
      },
      providers: {
        all: () => [{ id: "prv" }] as never,
        remove: async (id) => void done.push(`${id} removed`),
      },
      accountIds: () => ["a", "b"],
      removeAccount: async (id) => void done.push(`${id} signed out`),
    },
    choice,
  );
  return { wiped, done, settings };
}

test("with everything, other programs get their settings back first", async () => {
  const { wiped, done, settings } = wipe({ usage: true, accounts: true, settings: true });
  await wiped;
  expect(done).toEqual([
    "Codex given back",
    "continue given back",
    "a signed out",
    "b signed out",
    "prv removed",
    "usage",
    "log",
  ]);
  expect(settings.values().codex.enabled).toBe(false);
});

test("what was not chosen stays", async () => {
  const { wiped, done, settings } = wipe({ usage: true, accounts: false, settings: false });
  await wiped;
  expect(done).toEqual(["usage", "log"]);
  expect(settings.values().codex.enabled).toBe(true);
});
