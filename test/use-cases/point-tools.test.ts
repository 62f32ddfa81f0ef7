import { expect, test } from "vitest";
import type { GatewayStatus } from "../../src-shared/contract/gateway.ts";
import { createSignal } from "../../src-main/platform/signal.ts";
import { followWithTools } from "../../src-main/use-cases/point-tools.ts";

test("tools follow a gateway that runs; what fails is logged and holds nothing up", async () => {
  const changed = createSignal();
  let state: GatewayStatus["state"] = "stopped";
  let followed = 0;
  const logged: unknown[] = [];
  followWithTools({
    setup: {
      tidy: () => Promise.reject(new Error("read-only")),
      async updateAddress() {
        followed += 1;
        return followed === 1 ? [new Error("one tool's file")] : [];
      },
    },
    gateway: { status: () => ({ state }) as GatewayStatus, changed: changed.listen },
    logger: { warn: (...words: unknown[]) => void logged.push(words) },
  });
  changed.emit();
  expect(followed).toBe(0);
  state = "running";
  changed.emit();
  changed.emit();
  expect(followed).toBe(2);
  await expect.poll(() => logged.length).toBe(2);
});
