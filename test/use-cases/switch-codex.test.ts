import { expect, test } from "vitest";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import { giveCodexBack, switchCodexOff, switchCodexOn } from "../../src-main/use-cases/codex/switch-codex.ts";
import { memorySettings } from "../support/memory-settings.ts";

function codex(problem: GatewayStatus["problem"] = null) {
  const done: string[] = [];
  const settings = memorySettings();
  const ports = {
    homes: {
      turnOn: async (mode: string) => void done.push(`on ${mode}`),
      async turnOff({ orphans = true } = {}) {
        done.push(`off${orphans ? "" : ", orphans stay"}`);
        return ["model"];
      },
    },
    login: { look: async () => void done.push("login read") },
    gateway: {
      async start() {
        done.push("gateway");
        return { problem } as GatewayStatus;
      },
    },
    settings,
  };
  return { done, settings, ports };
}

test("the gateway comes first, then Codex is pointed at it, then that is remembered", async () => {
  const { done, settings, ports } = codex();
  await switchCodexOn(ports, "provider");
  expect(done).toEqual(["gateway", "login read", "on provider"]);
  expect(settings.values().codex).toMatchObject({ enabled: true, mode: "provider" });
  expect(await switchCodexOff(ports)).toEqual(["model"]);
  expect(settings.values().codex.enabled).toBe(false);
});

test("without a gateway Codex stays as it is", async () => {
  const { done, settings, ports } = codex({ code: "port_in_use", message: "Taken.", advice: "" });
  await expect(switchCodexOn(ports, "native")).rejects.toMatchObject({ code: "port_in_use" });
  expect(done).toEqual(["gateway"]);
  expect(settings.values().codex.enabled).toBe(false);
});

test("at the end Codex is given back, unless the person wants it to stay; what fails is logged", async () => {
  const { done, settings, ports } = codex();
  const logged: unknown[] = [];
  const logger = { warn: (...words: unknown[]) => void logged.push(words) };
  await giveCodexBack({ ...ports, logger });
  expect(done).toEqual(["off, orphans stay"]);
  const failing = { turnOff: () => Promise.reject(new Error("read-only")) };
  await giveCodexBack({ homes: failing, settings, logger });
  expect(logged).toHaveLength(1);
  settings.update({ codex: { keepOnQuit: true } });
  await giveCodexBack({ ...ports, logger });
  expect(done).toHaveLength(1);
});
