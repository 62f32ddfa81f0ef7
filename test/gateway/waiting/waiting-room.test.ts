/** Who waits for a reset: in turn, a few at a time, bounded, and gone when the client is. */
import { expect, test } from "vitest";
import { patienceOf, waitMs } from "../../../src-main/gateway/waiting/patience.ts";
import { createWaitingRoom, type WaitEnd } from "../../../src-main/gateway/waiting/waiting-room.ts";
import { defaultSettings } from "../../../src-shared/settings.ts";
import { manualClock, START } from "../../support/manual-clock.ts";

const minute = 60_000;
const hour = 60 * minute;

test.each([
  ["90", 90_000],
  ["90s", 90_000],
  ["30m", 30 * minute],
  [" 1H ", hour],
  ["24h", 24 * hour],
  ["0", 0],
  ["25h", null],
  ["-1", null],
  ["1d", null],
  ["soon", null],
  ["", null],
])("a wait of %j is %j ms", (text, ms) => expect(waitMs(text)).toBe(ms));

test("the header beats the setting, and 0 ends what the setting says", () => {
  const held = { bytes: 0 };
  const values = () => ({ ...defaultSettings, gateway: { ...defaultSettings.gateway, waitMinutes: 5 } });
  const services = { settings: { values }, bodies: { held: () => held.bytes }, now: () => START };
  expect(patienceOf(services, {})).toMatchObject({ until: START + 5 * minute, told: null });
  const patience = patienceOf(services, { "x-switchyard-wait": "1h" });
  expect(patience).toMatchObject({ until: START + hour, told: START + hour });
  expect(patienceOf(services, { "x-switchyard-wait": "0" })).toMatchObject({ until: START, told: START });
  expect(() => patienceOf(services, { "x-switchyard-wait": "later" })).toThrow(/30m or 1h/);
  expect(patience.hasRoom()).toBe(true);
  held.bytes = 200 * 1024 * 1024;
  expect(patience.hasRoom()).toBe(false);
});

function room(resetsAt: number) {
  const clock = manualClock();
  const state = { opensAt: resetsAt as number | null, readings: 0, ended: [] as [string, WaitEnd][] };
  const waiting = createWaitingRoom({
    clock,
    opensAt: (model) => (model === "other" ? START + 10 * hour : state.opensAt),
    refresh: () => void (state.readings += 1),
  });
  const leaving = new AbortController();
  let lively = 0;
  const enter = (name: string, lane = "a", model = "gpt") => {
    const patience = {
      until: START + 2 * hour,
      hasRoom: () => name !== "huge",
      alive: () => void (lively += 1),
    };
    const guest = { client: name, model, lane, patience, signal: name === "leaver" ? leaving.signal : never };
    const done = waiting.enter(guest);
    void done.then((end) => state.ended.push([name, end])).catch(() => state.ended.push([name, "full"]));
    return done;
  };
  return { clock, state, waiting, enter, leave: () => leaving.abort(), alive: () => lively };
}

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("lanes take turns, three at a time, once the reset is there", async () => {
  const { clock, state, waiting, enter } = room(START + hour);
  for (const name of ["a1", "a2", "a3", "a4"]) void enter(name, "a");
  void enter("b1", "b");
  void enter("blocked", "a", "other");
  clock.advance(hour - 1);
  await settled();
  expect(state.ended).toEqual([]);
  expect(waiting.list().map(({ client }) => client)).toEqual(["a1", "a2", "a3", "a4", "b1", "blocked"]);
  state.opensAt = null;
  clock.advance(1);
  await settled();
  expect(state.ended.map(([name]) => name)).toEqual(["a1", "b1", "a2"]);
  clock.advance(1_000);
  await settled();
  expect(state.ended.map(([name]) => name)).toEqual(["a1", "b1", "a2", "a3", "a4"]);
  clock.advance(hour);
  await settled();
  expect(state.ended.at(-1)).toEqual(["blocked", "late"]);
  expect(waiting.list()).toEqual([]);
});

test("limits are read anew every five minutes, and room that was bought ends the wait", async () => {
  const { clock, state, waiting, enter, alive } = room(START + hour);
  void enter("one");
  for (let minutes = 0; minutes < 11; minutes += 1) clock.advance(minute);
  expect(state.readings).toBe(2);
  expect(alive()).toBeGreaterThan(5);
  state.opensAt = null;
  waiting.look();
  await settled();
  expect(state.ended).toEqual([["one", "open"]]);
});

test("a client that leaves frees its place, a full room takes nobody, and a stop sends all away", async () => {
  const { state, waiting, enter, leave } = room(START + hour);
  const left = enter("leaver");
  leave();
  await expect(left).rejects.toMatchObject({ code: "cancelled" });
  expect(waiting.list()).toEqual([]);
  expect(await enter("huge")).toBe("full");
  for (let count = 0; count < 200; count += 1) void enter(`guest ${count}`);
  expect(await enter("one too many")).toBe("full");
  waiting.dismiss();
  await settled();
  expect(state.ended.filter(([, end]) => end === "stopping")).toHaveLength(200);
});
