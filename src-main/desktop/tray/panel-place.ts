/** Where the tray's panel goes: beside its icon, inside the screen, on the inner side of whatever bar holds the icon. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const gap = 6;
/** At most this part of the screen's height; the panel scrolls then. */
const mostOfHeight = 0.85;

/**
 * @param anchor the icon, or the pointer where the system does not tell the icon's place (no extent)
 * @param area what of that display is not taken by bars
 */
export function placePanel(anchor: Box, area: Box, wanted: { width: number; height: number }): Box {
  const width = wanted.width;
  const height = Math.round(Math.min(wanted.height, area.height * mostOfHeight));
  const middle = { x: anchor.x + anchor.width / 2, y: anchor.y + anchor.height / 2 };
  const besides = middle.x < area.x || middle.x > area.x + area.width;
  const x = besides
    ? middle.x < area.x
      ? area.x + gap
      : area.x + area.width - width - gap
    : middle.x - width / 2;
  const above = middle.y < area.y + area.height / 2;
  const y = besides
    ? middle.y - height / 2
    : above
      ? Math.max(anchor.y + anchor.height, area.y) + gap
      : Math.min(anchor.y, area.y + area.height) - height - gap;
  return {
    x: Math.round(within(x, area.x + gap, area.x + area.width - width - gap)),
    y: Math.round(within(y, area.y + gap, area.y + area.height - height - gap)),
    width,
    height,
  };
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
