/** The real Codex command line against the gateway, in every way people point it there. */
import { withClient } from "./support/installed.ts";

await withClient("@openai/codex", () =>
  Promise.all([import("./codex/turns.ts"), import("./codex/failures.ts")]),
);
