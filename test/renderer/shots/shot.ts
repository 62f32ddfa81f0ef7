import type { LiveState } from "../../../src-shared/contract/index.ts";
import type { OpenOptions, OpenWindow } from "../support/window.ts";

/** One picture of the window. */
export interface Shot {
  name: string;
  state: LiveState;
  options?: OpenOptions;
  /** What is done before the picture is taken. */
  act?: (window: OpenWindow) => Promise<void>;
}
