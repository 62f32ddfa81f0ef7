import { expect, test } from "vitest";
import { createAffinity } from "../../src-main/accounts/pool/affinity.ts";

const hour = 60 * 60_000;

test("a conversation is remembered for an hour after its last sign of life", () => {
  let now = 0;
  const affinity = createAffinity(() => now);
  affinity.bind("talk", "ann");
  now = hour - 1;
  expect(affinity.of("talk")).toBe("ann");
  now += hour - 1;
  expect(affinity.of("talk")).toBe("ann");
  now += hour;
  expect(affinity.of("talk")).toBeNull();
});

test("beyond the bound the conversations that were silent longest are forgotten", () => {
  const affinity = createAffinity(() => 0, { most: 3, idleMs: hour });
  for (const name of ["one", "two", "three"]) affinity.bind(name, "ann");
  affinity.of("one");
  affinity.bind("four", "bob");
  expect(["one", "two", "three", "four"].map((name) => affinity.of(name))).toEqual([
    "ann",
    null,
    "ann",
    "bob",
  ]);
});
