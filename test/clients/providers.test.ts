/** Official SDKs and agents with the models of providers beside the accounts. */
import { withClient } from "./support/installed.ts";

await withClient("openai", () => import("./providers/sdks.ts"));
await withClient("@anthropic-ai/claude-code", () => import("./providers/claude.ts"));
await withClient("@anthropic-ai/claude-code", () => import("./providers/claude-program.ts"));
await withClient("@openai/codex", () => import("./providers/codex.ts"));
