import { describe, expect, test } from "vitest";
import type { UpdateState } from "../../src-shared/contract/updates.ts";
import { afterUpdaterEvent, type UpdaterEvent } from "../../src-main/desktop/updates/update-model.ts";
import { feedFrom } from "../../src-main/desktop/updates/update-feed.ts";

const start: UpdateState = { step: "current", checkedAt: null };
const ready: UpdateState = { step: "ready", version: "0.2.0" };

function after(state: UpdateState, ...events: UpdaterEvent[]): UpdateState {
  return events.reduce((now, event) => afterUpdaterEvent(now, event, 1000), state);
}

describe("the state of updates", () => {
  test.each<[string, UpdaterEvent[], UpdateState]>([
    ["nothing newer", [{ type: "checking" }, { type: "none" }], { step: "current", checkedAt: 1000 }],
    [
      "found and half there",
      [{ type: "checking" }, { type: "found", version: "0.2.0" }, { type: "progress", percent: 49.7 }],
      { step: "downloading", version: "0.2.0", percent: 49 },
    ],
    [
      "there",
      [
        { type: "found", version: "0.2.0" },
        { type: "progress", percent: 100 },
        { type: "downloaded", version: "0.2.0" },
      ],
      ready,
    ],
  ])("%s", (_name, events, expected) => {
    expect(after(start, ...events)).toEqual(expected);
  });

  test("progress never goes back, and means nothing when nothing is fetched", () => {
    const state = after(start, { type: "found", version: "0.2.0" }, { type: "progress", percent: 60 });
    expect(after(state, { type: "progress", percent: 20 })).toMatchObject({ percent: 60 });
    expect(after(start, { type: "progress", percent: 20 })).toBe(start);
  });

  test("what is ready stays ready when a later look finds nothing or fails", () => {
    for (const event of [
      { type: "checking" },
      { type: "none" },
      { type: "failed", message: "net::ERR_INTERNET_DISCONNECTED" },
      { type: "found", version: "0.2.0" },
    ] satisfies UpdaterEvent[]) {
      expect(after(ready, event)).toBe(ready);
    }
    expect(after(ready, { type: "found", version: "0.3.0" })).toMatchObject({ step: "downloading" });
  });

  test.each([
    ["net::ERR_NAME_NOT_RESOLVED", "could not be reached"],
    ["sha512 checksum mismatch, expected abc, got def", "thrown away"],
    ["New version 0.2.0 is not signed by the application owner", "thrown away"],
    ["Cannot find latest-linux.yml: HttpError: 404 https://secret.example.com/token", "no list of versions"],
  ])("%s is told in words, without the address", (message, words) => {
    const state = after(start, { type: "failed", message });
    expect(state).toMatchObject({ step: "failed", checkedAt: 1000 });
    expect(JSON.stringify(state)).toContain(words);
    expect(JSON.stringify(state)).not.toContain("secret.example.com");
  });
});

test.each([
  ["https://updates.example.com/latest", true],
  ["http://127.0.0.1:9000/feed", true],
  ["http://updates.example.com/latest", false],
  ["file:///tmp/feed", false],
  ["nonsense", false],
  ["", false],
])("the feed %s is taken: %s", (address, taken) => {
  expect(feedFrom({ SWITCHYARD_UPDATE_URL: address }, false)).toBe(taken ? address : null);
  expect(feedFrom({ SWITCHYARD_UPDATE_URL: address }, true)).toBeNull();
});
