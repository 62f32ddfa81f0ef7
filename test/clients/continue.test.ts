/** The real command line of Continue while it is set up, and what is left of that afterwards. */
import { withClient } from "./support/installed.ts";

await withClient("@continuedev/cli", () => import("./continue/set-up.ts"));
