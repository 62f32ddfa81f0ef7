/** The real Claude Code against the gateway. */
import { withClient } from "./support/installed.ts";

await withClient("@anthropic-ai/claude-code", () => import("./claude/turns.ts"));
