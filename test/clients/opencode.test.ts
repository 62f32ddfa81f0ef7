/** The real OpenCode, without its terminal interface, against the gateway. Its program is installed on Linux x64. */
import { withClient } from "./support/installed.ts";

await withClient("opencode-linux-x64", () => import("./opencode/turns.ts"));
