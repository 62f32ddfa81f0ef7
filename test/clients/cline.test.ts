/** The real command line of Cline before, during and after it is set up. Its program is installed on Linux x64. */
import { withClient } from "./support/installed.ts";

await withClient("@cline/cli-linux-x64", () => import("./cline/set-up.ts"));
