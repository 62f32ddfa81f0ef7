/** The real Codex command line against the gateway, in every way people point it there. */
import { withClient } from "./support/installed.ts";

await withClient("@openai/codex", () =>
  Promise.all([
    import("./codex/turns.ts"),
    import("./codex/web-socket.ts"),
    import("./codex/tools.ts"),
    import("./codex/failures.ts"),
    import("./codex/isolated.ts"),
  ]),
);
await withClient("codex-old", () => import("./codex/old.ts"));
