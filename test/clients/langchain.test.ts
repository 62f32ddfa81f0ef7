/** LangChain's chat models for OpenAI and Anthropic, as a chain would use them. */
import { withClient } from "./support/installed.ts";

await withClient("@langchain/core", () => import("./langchain/every-model.ts"));
