import { describe, expect, test } from "vitest";
import type { AccountView, LiveState } from "../../src-shared/contract/index.ts";
import { noticesOf } from "../../src-main/desktop/tray/notice-model.ts";
import { noticeTexts } from "../../src-main/desktop/tray/notice-text.ts";
import { exampleAccount, exampleState, noon } from "./support/example-state.ts";

const notices = (before: LiveState, after: LiveState) =>
  noticesOf(before, after, noon, noticeTexts.en).map(({ kind, title }) => [kind, title]);
const of = (...accounts: AccountView[]) => structuredClone(exampleState(accounts));
const work = (used: number, changes: Partial<AccountView> = {}) =>
  exampleAccount("work", used, { active: true, ...changes });
const other = (changes: Partial<AccountView> = {}) => exampleAccount("other", 10, changes);

test("nothing happened, nothing is said; what was so before is no news", () => {
  expect(notices(of(work(95)), of(work(96)))).toEqual([]);
  expect(notices(of(work(5)), of(work(6)))).toEqual([]);
  expect(notices(of(), of(work(95)))).toEqual([]);
});

test("a limit that comes near is said once, of the account in use alone", () => {
  expect(notices(of(work(70)), of(work(90)))).toEqual([
    ["limit-near", "work@example.com is close to its limit"],
  ]);
  expect(notices(of(work(70, { active: false })), of(work(90, { active: false })))).toEqual([]);
});

test("a login that ends, and a limit that is reset", () => {
  const dead = { health: "sign-in-needed" } as const;
  expect(notices(of(work(5)), of(work(5, dead)))).toEqual([
    ["sign-in-needed", "work@example.com needs to sign in again"],
  ]);
  expect(notices(of(work(5, { health: "limited" })), of(work(5)))).toEqual([]);
  const state = of(work(5));
  state.settings.values.desktop = { ...state.settings.values.desktop, notifyReset: true };
  expect(notices(of(work(100, { health: "limited" })), state)).toEqual([
    ["window-reset", "work@example.com works again"],
  ]);
});

describe("another account", () => {
  const reason = (code: "previous-limited" | "chosen" | "round-robin") => ({
    code,
    message: "It ran out.",
    since: noon,
  });
  const after = (code: Parameters<typeof reason>[0]) =>
    of(work(5, { active: false }), other({ active: true, activeReason: reason(code) }));

  test("is said when the one before could not serve", () => {
    expect(notices(of(work(5), other()), after("previous-limited"))).toEqual([
      ["account-switched", "Requests now go to other@example.com"],
    ]);
  });

  test.each(["chosen", "round-robin"] as const)("is no news when it was %s", (code) => {
    expect(notices(of(work(5), other()), after(code))).toEqual([]);
  });
});

test("a gateway that fails is said, one that was stopped is not", () => {
  const failed = of(work(5));
  failed.gateway = { ...failed.gateway, state: "failed" };
  const stopped = of(work(5));
  stopped.gateway = { ...stopped.gateway, state: "stopped" };
  expect(notices(of(work(5)), failed)).toEqual([["gateway-stopped", "The gateway stopped"]]);
  expect(notices(of(work(5)), stopped)).toEqual([]);
});

test("every kind has its switch, and e-mails are masked when asked", () => {
  const off = of(work(90));
  off.settings.values.desktop = { ...off.settings.values.desktop, notifyLimit: false };
  expect(notices(of(work(70)), off)).toEqual([]);
  const masked = of(work(90));
  masked.settings.values.desktop = { ...masked.settings.values.desktop, maskEmails: true };
  expect(notices(of(work(70)), masked)).toEqual([["limit-near", "w•••@e•••.com is close to its limit"]]);
});
