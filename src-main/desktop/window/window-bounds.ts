/** Where the window goes, from where it was and what screens there are now. */

/** Screen coordinates in device-independent pixels. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

const defaultSize = { width: 1080, height: 720 };
export const minimumSize = { width: 480, height: 480 };

/**
 * Where to open: the remembered place when a grip of its title bar is still on a screen, else the remembered
 * size without a place. Never smaller than the minimum nor larger than the screen.
 */
export function placeWindow(remembered: Bounds | null, screens: readonly Bounds[]): Partial<Bounds> {
  if (remembered === null) return defaultSize;
  const screen = screens.find((area) => showsTitleBar(remembered, area));
  const limit = screen ?? screens[0] ?? remembered;
  const width = Math.max(minimumSize.width, Math.min(remembered.width, limit.width));
  const height = Math.max(minimumSize.height, Math.min(remembered.height, limit.height));
  return screen === undefined ? { width, height } : { x: remembered.x, y: remembered.y, width, height };
}

function showsTitleBar(window: Bounds, area: Bounds): boolean {
  const grip = 64;
  const seen = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return seen >= grip && window.y >= area.y && window.y + grip <= area.y + area.height;
}
