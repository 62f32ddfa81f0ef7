import { screen } from "electron";
import type { Bounds } from "../window/window-bounds.ts";

/** Of every screen, what is not taken by bars. Device-independent pixels, as everywhere here. */
export function workAreas(): Bounds[] {
  return screen.getAllDisplays().map(({ workArea }) => workArea);
}

export function workAreaNear({ x, y }: { x: number; y: number }): Bounds {
  return screen.getDisplayNearestPoint({ x, y }).workArea;
}

export function pointerPosition(): { x: number; y: number } {
  return screen.getCursorScreenPoint();
}
