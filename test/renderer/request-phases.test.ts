import { describe, expect, it } from "vitest";
import { requestPhases } from "../../src-renderer/format/request-phases.ts";
import type { RequestRow } from "../../src-shared/contract/index.ts";

const timing = (edit: Partial<RequestRow["timing"]>): RequestRow["timing"] => ({
  prepared: 2,
  sent: null,
  connected: null,
  firstByte: null,
  firstOutput: null,
  total: null,
  queued: null,
  auth: null,
  own: null,
  ...edit,
});

describe("what a request spent its time on", () => {
  it.each([
    ["a stream", true, { sent: 4, firstOutput: 880, total: 4500 }, { here: 4, waiting: 876, output: 3620 }],
    ["an answer in one piece", false, { sent: 4, firstOutput: 880, total: 4500 }, { here: 4, waiting: 4496 }],
    ["one that failed before it spoke", true, { sent: 1640, total: 2104 }, { here: 1640, waiting: 464 }],
    ["one that was never sent", true, { total: 30_000 }, { here: 30_000 }],
    ["one that runs", true, { sent: 4, firstOutput: 880 }, {}],
    ["one over at once", true, { total: 0 }, {}],
  ])("%s", (_name, stream, edit, expected) => {
    const whole = timing(edit);
    const phases = requestPhases({ stream, timing: whole });
    expect(Object.fromEntries(phases.map(({ phase, ms }) => [phase, ms]))).toEqual(expected);
    expect(phases.reduce((sum, { ms }) => sum + ms, 0)).toBe(phases.length > 0 ? whole.total : 0);
  });
});
