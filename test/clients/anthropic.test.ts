/** Anthropic's official SDK for Node against the gateway, as a program would use it. */
import { withClient } from "./support/installed.ts";

await withClient("@anthropic-ai/sdk", () =>
  Promise.all([
    import("./anthropic/messages.ts"),
    import("./anthropic/tools.ts"),
    import("./anthropic/batches.ts"),
    import("./anthropic/failures.ts"),
  ]),
);
