/** Ollama's official client against the gateway: to it this is an Ollama. */
import { withClient } from "./support/installed.ts";

await withClient("ollama", () => Promise.all([import("./ollama/turns.ts"), import("./ollama/failures.ts")]));
