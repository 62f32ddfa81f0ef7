import { expect, test } from "vitest";
import { placeWindow } from "../../src-main/desktop/window/window-bounds.ts";

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };

test.each([
  ["the first time", null, [screen], { width: 1080, height: 720 }],
  [
    "where it was",
    { x: 100, y: 50, width: 900, height: 600 },
    [screen],
    { x: 100, y: 50, width: 900, height: 600 },
  ],
  [
    "on the second screen",
    { x: 2000, y: 50, width: 900, height: 600 },
    [screen, second],
    { x: 2000, y: 50, width: 900, height: 600 },
  ],
  [
    "when its screen is gone",
    { x: 2000, y: 50, width: 900, height: 600 },
    [screen],
    { width: 900, height: 600 },
  ],
  [
    "when its title bar is above the screen",
    { x: 100, y: -40, width: 900, height: 600 },
    [screen],
    { width: 900, height: 600 },
  ],
  [
    "larger than the screen",
    { x: 0, y: 0, width: 4000, height: 3000 },
    [screen],
    { x: 0, y: 0, width: 1920, height: 1080 },
  ],
  ["too small", { x: 0, y: 0, width: 100, height: 100 }, [screen], { x: 0, y: 0, width: 480, height: 480 }],
])("opens %s", (_when, remembered, screens, expected) => {
  expect(placeWindow(remembered, screens)).toEqual(expected);
});
