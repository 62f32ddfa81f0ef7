import { expect, test } from "vitest";
import { placePanel, type Box } from "../../src-main/desktop/tray/panel-place.ts";

const size = { width: 340, height: 500 };
const icon = (x: number, y: number): Box => ({ x, y, width: 24, height: 24 });

test.each<[string, Box, Box, Pick<Box, "x" | "y">]>([
  // A 1920 × 1080 screen; the area leaves out the bar.
  ["menu bar at the top", icon(1500, 0), { x: 0, y: 24, width: 1920, height: 1056 }, { x: 1342, y: 30 }],
  ["taskbar at the bottom", icon(1700, 1048), { x: 0, y: 0, width: 1920, height: 1040 }, { x: 1542, y: 534 }],
  ["at the very right", icon(1890, 1048), { x: 0, y: 0, width: 1920, height: 1040 }, { x: 1574, y: 534 }],
  ["taskbar at the left", icon(10, 1000), { x: 62, y: 0, width: 1858, height: 1080 }, { x: 68, y: 574 }],
  ["taskbar at the right", icon(1880, 20), { x: 0, y: 0, width: 1858, height: 1080 }, { x: 1512, y: 6 }],
  [
    "second screen, left of the first",
    icon(-200, 0),
    { x: -1280, y: 24, width: 1280, height: 1000 },
    { x: -358, y: 30 },
  ],
  [
    "a bar that hides itself leaves the icon inside the area, and the panel above it",
    icon(1500, 1048),
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: 1342, y: 542 },
  ],
  [
    "only the pointer is known",
    { x: 900, y: 1070, width: 0, height: 0 },
    { x: 0, y: 0, width: 1920, height: 1040 },
    { x: 730, y: 534 },
  ],
])("%s", (_name, anchor, area, place) => {
  expect(placePanel(anchor, area, size)).toEqual({ ...place, ...size });
});

test("it is never outside of the area, wherever the icon is, and shrinks on a low screen", () => {
  const area = { x: 0, y: 24, width: 1024, height: 500 };
  for (let x = -50; x <= 1100; x += 23) {
    for (let y = -30; y <= 560; y += 19) {
      const placed = placePanel(icon(x, y), area, { width: 340, height: 640 });
      expect(placed.height).toBe(425);
      expect(placed.x).toBeGreaterThanOrEqual(area.x);
      expect(placed.y).toBeGreaterThanOrEqual(area.y);
      expect(placed.x + placed.width).toBeLessThanOrEqual(area.x + area.width);
      expect(placed.y + placed.height).toBeLessThanOrEqual(area.y + area.height);
    }
  }
});
