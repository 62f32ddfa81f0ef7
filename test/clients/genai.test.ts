/** Google's official client against the gateway: to it this is the Gemini API. */
import { withClient } from "./support/installed.ts";

await withClient("@google/genai", () =>
  Promise.all([import("./genai/turns.ts"), import("./genai/failures.ts")]),
);
