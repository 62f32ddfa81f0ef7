import { expect, test } from "vitest";
import { outcomeOfReset, resetsFromAnswer } from "../../src-main/limits/reset-credits.ts";
import { startSwitchyard, plainAccounts } from "../support/switchyard.ts";

test("how many there are, and when those that are available expire, soonest first", () => {
  const answer = {
    available_count: 3,
    credits: [
      { id: "b", status: "available", expires_at: "2026-12-20T00:00:00Z" },
      { id: "a", status: "available", expires_at: 1_796_083_200 },
      { id: "c", status: "available", expires_at: null },
      { id: "d", status: "redeemed", expires_at: "2026-12-01T00:00:00Z" },
    ],
  };
  expect(resetsFromAnswer(answer)).toEqual({
    available: 3,
    expiresAt: [1_796_083_200_000, Date.UTC(2026, 11, 20)],
  });
});

test.each([
  [{ credits: [{ status: "available" }] }, { available: 1, expiresAt: [] }],
  [
    { available_count: 0, credits: null },
    { available: 0, expiresAt: [] },
  ],
  [{}, null],
  ["none", null],
])("an answer that tells less: %j", (answer, told) => {
  expect(resetsFromAnswer(answer)).toEqual(told);
});

test.each([
  [{ code: "reset", windows_reset: 2 }, "reset"],
  [{ code: "nothing_to_reset" }, "nothing-to-reset"],
  [{ code: "no_credit" }, "no-credit"],
  [{ code: "already_redeemed" }, "already-redeemed"],
  [{ code: "something" }, null],
  ["", null],
])("the outcome of %j", (answer, outcome) => {
  expect(outcomeOfReset(answer)).toBe(outcome);
});

const [one] = plainAccounts;
const consumed = "/backend-api/wham/rate-limit-reset-credits/consume";

test("one is spent when a person asks for it, and never otherwise", async () => {
  const accounts = [{ ...one!, resetDays: [20, 3] }];
  const { client, simulator } = await startSwitchyard({ accounts });
  const id = (await client.accounts.list())[0]!.id;
  const before = await client.accounts.refreshLimits({ id });
  expect(before.resets).toMatchObject({ available: 2 });
  expect(before.resets!.expiresAt[0]).toBeLessThan(before.resets!.expiresAt[1]!);
  await client.accounts.refresh({ id });
  expect(simulator.requests.to(consumed)).toEqual([]);

  const { outcome, account } = await client.accounts.spendReset({ id });
  expect(outcome).toBe("reset");
  expect(account.limits?.windows.map(({ usedPercent }) => usedPercent)).toEqual([0, 0]);
  expect(account.resets?.available).toBe(1);
  expect(simulator.requests.to(consumed)).toHaveLength(1);
  expect((await client.accounts.spendReset({ id })).outcome).toBe("nothing-to-reset");
});

test("an answer that says nothing is told as it is, not as a success", async () => {
  const { client, simulator } = await startSwitchyard({ accounts: [{ ...one!, resetDays: [3] }] });
  const id = (await client.accounts.list())[0]!.id;
  simulator.script.next({
    method: "POST",
    path: consumed,
    reply: { status: 200, body: { fine: true } },
  });
  await expect(client.accounts.spendReset({ id })).rejects.toMatchObject({ code: "protocol" });
});

test("spending, credits and resets at GET /v1/status, each with its age", async () => {
  const accounts = [{ ...one!, resetDays: [3], spendControl: { limit: 50, used: 50, resetsInDays: 4 } }];
  const { client, url } = await startSwitchyard({ accounts });
  await client.accounts.refreshLimits({ id: (await client.accounts.list())[0]!.id });
  const { accounts: told } = (await (await fetch(`${url}/v1/status`)).json()) as { accounts: unknown[] };
  expect(told).toMatchObject([
    {
      spend_control: {
        reached: true,
        limit: 50,
        used: 50,
        remaining_percent: 0,
        read_at: expect.any(Number),
      },
      reset_credits: { available: 1, next_expires_at: expect.any(Number), read_at: expect.any(Number) },
      credits: { read_at: expect.any(Number) },
      rate_limits_source: "usage",
      warnings: [expect.stringContaining("spending limit")],
    },
  ]);
});
