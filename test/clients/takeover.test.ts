/** The real Codex before, during and after the switch. */
import { withClient } from "./support/installed.ts";

await withClient("@openai/codex", () => import("./codex/switch.ts"));
