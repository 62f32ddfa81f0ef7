import { expect, test } from "vitest";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import { moveToFreePort, startGateway, stopGateway } from "../../src-main/use-cases/run-gateway.ts";
import { memorySettings } from "../support/memory-settings.ts";

/** A gateway whose ports are taken but for those named. */
function gatewayWith(settings: ReturnType<typeof memorySettings>, open: number[]) {
  const status = (): GatewayStatus => {
    const { host, port } = settings.values().gateway;
    const taken = !open.includes(port);
    const problem = taken ? { code: "port_in_use" as const, message: "Taken.", advice: "" } : null;
    return { state: taken ? "failed" : "running", host, port, problem } as GatewayStatus;
  };
  return { start: async () => status(), stop: async () => status() };
}

test("what was asked last is what the next start brings back", async () => {
  const settings = memorySettings();
  const gateway = gatewayWith(settings, [8787]);
  await stopGateway({ gateway, settings });
  expect(settings.values().gateway.enabled).toBe(false);
  await startGateway({ gateway, settings });
  expect(settings.values().gateway.enabled).toBe(true);
});

test("a port that is taken is left for the next free one, which is stored", async () => {
  const settings = memorySettings();
  const gateway = gatewayWith(settings, [8790]);
  const moved = await moveToFreePort({ gateway, settings }, async () => 8790);
  expect(moved).toMatchObject({ state: "running", port: 8790 });
  expect(settings.values().gateway.port).toBe(8790);
});

test("one that starts stays where it is", async () => {
  const settings = memorySettings();
  const moved = await moveToFreePort({ gateway: gatewayWith(settings, [8787]), settings }, async () =>
    expect.unreachable(),
  );
  expect(moved.port).toBe(8787);
});

test("a port of the environment is not ours to change, and without a free one it is said", async () => {
  const fixed = memorySettings({ SWITCHYARD_PORT: "9000" });
  await expect(
    moveToFreePort({ gateway: gatewayWith(fixed, []), settings: fixed }, async () => 9001),
  ).rejects.toMatchObject({ code: "bad_request", advice: expect.stringContaining("SWITCHYARD_PORT") });
  const settings = memorySettings();
  await expect(
    moveToFreePort({ gateway: gatewayWith(settings, []), settings }, async () => null),
  ).rejects.toMatchObject({ code: "port_in_use" });
});
