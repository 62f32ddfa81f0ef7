import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  chooseAccount,
  shortAbsenceMs,
  type Seat,
  type Situation,
} from "../../src-main/accounts/pool/choose-account.ts";

const minute = 60_000;
const now = 100 * 24 * 60 * minute;
const dwellMs = 10 * minute;

function seat(id: string, edit: Partial<Seat> = {}): Seat {
  return {
    id,
    block: null,
    doubtful: false,
    rests: false,
    backAt: null,
    full: false,
    usedPercent: 0,
    ...edit,
  };
}

function choose(edit: Partial<Situation> & { seats: Seat[] }) {
  return chooseAccount({
    strategy: "sticky",
    dwellMs,
    now,
    current: { id: "a", since: now - 60 * minute },
    owner: null,
    tried: new Set(),
    lastResort: false,
    ...edit,
  });
}

const cooling = (ms: number): Partial<Seat> => ({ block: "limited", backAt: now + ms });
const used = (a: number, b: number, c: number) => [
  seat("a", { usedPercent: a }),
  seat("b", { usedPercent: b }),
  seat("c", { usedPercent: c }),
];

describe("strategies, once the present account has dwelled", () => {
  test.each([
    ["sticky", used(90, 10, 50), "a"],
    ["order", [seat("c"), seat("b"), seat("a")], "c"],
    ["fill-first", used(20, 70, 50), "b"],
    ["most-remaining", used(20, 70, 10), "c"],
    ["round-robin", used(0, 0, 0), "b"],
    ["soonest-reset", [seat("a", { resetsAt: now + 9 }), seat("b"), seat("c", { resetsAt: now + 3 })], "c"],
    ["soonest-reset", [seat("a"), seat("b", { resetsAt: now + 3, usedPercent: 97 })], "a"],
  ] as const)("%s", (strategy, seats, expected) => {
    expect(choose({ strategy, seats: [...seats] })).toMatchObject({ kind: "use", id: expected });
  });

  test("round robin begins anew behind the last, and leaves out who cannot", () => {
    const current = { id: "c", since: 0 };
    expect(choose({ strategy: "round-robin", current, seats: used(0, 0, 0) })).toMatchObject({ id: "a" });
    const seats = [seat("a", { block: "paused" }), seat("b"), seat("c")];
    expect(choose({ strategy: "round-robin", current, seats })).toMatchObject({ id: "b" });
  });

  test("equals do not change places", () => {
    for (const strategy of ["fill-first", "most-remaining"] as const) {
      const current = { id: "b", since: 0 };
      expect(choose({ strategy, current, seats: used(30, 30, 30) })).toMatchObject({ id: "b", move: null });
    }
  });

  test("an account whose use is not known counts as unused", () => {
    const seats = [seat("a", { usedPercent: 1 }), seat("b", { usedPercent: null })];
    expect(choose({ strategy: "most-remaining", seats })).toMatchObject({ id: "b", move: "strategy" });
  });
});

test("while it dwells no strategy moves away; a moment later it does", () => {
  const at = (age: number) =>
    choose({ strategy: "most-remaining", seats: used(90, 10, 50), current: { id: "a", since: now - age } });
  expect(at(dwellMs - 1)).toMatchObject({ id: "a", move: null });
  expect(at(dwellMs)).toMatchObject({ id: "b", move: "strategy" });
});

test("a short absence gets a stand-in, a long one a successor; both are at the same bound", () => {
  const seats = (ms: number) => [seat("a", cooling(ms)), seat("b")];
  expect(choose({ seats: seats(shortAbsenceMs) })).toMatchObject({ id: "b", move: null });
  expect(choose({ seats: seats(shortAbsenceMs + 1) })).toMatchObject({ id: "b", move: "replaces" });
  const full = [seat("a", { full: true }), seat("b")];
  expect(choose({ seats: full })).toMatchObject({ id: "b", move: null });
  const excluded = [seat("a", { block: "excluded" }), seat("b")];
  expect(choose({ seats: excluded })).toMatchObject({ id: "b", move: null });
});

test("a conversation keeps its account through a short absence and gets a new one after a long one", () => {
  const away = (ms: number) => choose({ owner: "b", seats: [seat("a"), seat("b", cooling(ms))] });
  expect(away(shortAbsenceMs)).toMatchObject({ id: "a", binds: false });
  expect(away(shortAbsenceMs + 1)).toMatchObject({ id: "a", binds: true });
  expect(choose({ owner: "gone", seats: [seat("a")] })).toMatchObject({ id: "a", binds: true });
});

const strategies = ["sticky", "fill-first", "most-remaining", "round-robin", "order"] as const;
const ids = ["a", "b", "c", "d", "e"];
const someSeat = fc.record({
  block: fc.constantFrom(null, null, null, "paused", "dead", "sealed", "excluded", "limited" as const),
  backIn: fc.integer({ min: 1, max: 10 * minute }),
  full: fc.boolean(),
  doubtful: fc.boolean(),
  rests: fc.boolean(),
  usedPercent: fc.option(fc.integer({ min: 0, max: 120 })),
});
const situation: fc.Arbitrary<Situation> = fc
  .record({
    strategy: fc.constantFrom(...strategies),
    dwellMs: fc.constantFrom(0, dwellMs),
    seats: fc.array(someSeat, { maxLength: ids.length }),
    current: fc.option(fc.record({ id: fc.constantFrom(...ids), age: fc.nat(20 * minute) })),
    owner: fc.option(fc.constantFrom(...ids)),
    tried: fc.subarray(ids),
    lastResort: fc.boolean(),
  })
  .map(({ strategy, dwellMs, seats, current, owner, tried, lastResort }) => ({
    strategy,
    dwellMs,
    now,
    seats: seats.map(({ block, backIn, full, doubtful, rests, usedPercent }, index) => ({
      id: ids[index] ?? "",
      block,
      doubtful: doubtful && block === "limited",
      rests: rests && block === null,
      backAt: block === "limited" || (rests && block === null) ? now + backIn : null,
      full,
      usedPercent,
    })),
    current: current && { id: current.id, since: now - current.age },
    owner,
    tried: new Set(tried),
    lastResort,
  }));

const check = (holds: (given: Situation) => void) =>
  fc.assert(fc.property(situation, holds), { numRuns: 3000 });

describe("whatever the situation", () => {
  test("nobody serves who is blocked, busy or has failed, who rests comes last; and somebody serves when anybody can", () => {
    let served = 0;
    check((given) => {
      const choice = chooseAccount(given);
      const untried = given.seats.filter((each) => !given.tried.has(each.id));
      const unblocked = untried.filter((each) => each.block === null);
      const well = unblocked.filter((each) => !each.rests);
      const doubtful = given.lastResort ? untried.filter((each) => each.doubtful) : [];
      const able = [well, unblocked, doubtful].find((each) => each.length > 0) ?? [];
      const free = able.filter((each) => !each.full);
      expect(choice.kind).toBe(free.length > 0 ? "use" : able.length > 0 ? "wait" : "nobody");
      if (choice.kind !== "use") return;
      served += 1;
      expect(free.map((each) => each.id)).toContain(choice.id);
    });
    expect(served).toBeGreaterThan(500);
  });

  test("a conversation is served by its account whenever that has a place", () => {
    check((given) => {
      const own = given.seats.find((each) => each.id === given.owner);
      if (!own || own.block !== null || own.rests || own.full || given.tried.has(own.id)) return;
      expect(chooseAccount(given)).toMatchObject({ id: own.id, move: null });
    });
  });

  test("the present account changes only when it is gone for long, or dwelled and the strategy says so", () => {
    check((given) => {
      const choice = chooseAccount(given);
      if (choice.kind !== "use" || choice.move === null) return;
      const { current } = given;
      const here = given.seats.find((each) => each.id === current?.id);
      if (choice.move === "strategy") {
        expect(given.strategy).not.toBe("sticky");
        expect(now - (current?.since ?? 0)).toBeGreaterThanOrEqual(given.dwellMs);
        expect(choice.id).not.toBe(current?.id);
      } else if (current && here) {
        expect(here.block !== null || here.rests).toBe(true);
        if (here.block === "limited" || here.rests)
          expect((here.backAt ?? 0) - now).toBeGreaterThan(shortAbsenceMs);
      }
    });
  });
});

describe("a reserve", () => {
  const reserved = { usedPercent: 85, reserved: true };

  test("is left alone while another account has room, also by conversations", () => {
    const seats = [seat("a", reserved), seat("b")];
    expect(choose({ seats })).toEqual({ kind: "use", id: "b", move: "reserve", binds: true });
    expect(choose({ seats, owner: "a" })).toEqual({ kind: "use", id: "b", move: "reserve", binds: true });
    const current = { id: "b", since: 0 };
    expect(choose({ strategy: "fill-first", seats, current })).toMatchObject({ id: "b" });
  });

  test("is used when nobody else can serve", () => {
    const seats = [seat("a", reserved), seat("b", cooling(60 * minute))];
    expect(choose({ seats })).toMatchObject({ id: "a" });
    expect(choose({ seats: [seat("a", reserved), seat("b", reserved)] })).toMatchObject({
      id: "a",
      move: null,
    });
  });

  test("is left alone while the other account is only busy", () => {
    expect(choose({ seats: [seat("a", reserved), seat("b", { full: true })] })).toEqual({ kind: "wait" });
  });
});
