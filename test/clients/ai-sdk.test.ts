/** Vercel's AI SDK with its providers for OpenAI, Anthropic and everything compatible, as an app would use it. */
import { withClient } from "./support/installed.ts";

await withClient("ai", () =>
  Promise.all([
    import("./ai-sdk/every-provider.ts"),
    import("./ai-sdk/responses.ts"),
    import("./ai-sdk/images.ts"),
  ]),
);
