/** The official SDK for Node against the gateway, as a program would use it. */
import { withClient } from "./support/installed.ts";

await withClient("openai", () =>
  Promise.all([
    import("./openai/chat.ts"),
    import("./openai/chat-tools.ts"),
    import("./openai/responses.ts"),
    import("./openai/stored-responses.ts"),
    import("./openai/images.ts"),
    import("./openai/files.ts"),
    import("./openai/legacy.ts"),
    import("./openai/failures.ts"),
  ]),
);
