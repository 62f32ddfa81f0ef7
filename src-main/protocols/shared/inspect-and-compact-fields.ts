import { chatFields } from "../chat/fields.ts";
import type { FieldTable } from "./field-table.ts";

const model = ["mapped", "as in chat completions"] as const;

/** POST /v1/inspect */
export const inspectFields: FieldTable = {
  question: ["mapped", "a person's message"],
  images: ["mapped", "1 to 20 https addresses, data URLs or bare base64"],
  model,
  reasoning_effort: ["mapped", "clamped to what the model offers"],
};

const messages = Object.entries(chatFields).filter(
  ([field]) => field === "messages" || field.startsWith("messages["),
);

/** POST /v1/compact */
export const compactFields: FieldTable = {
  ...Object.fromEntries(messages),
  model,
  instructions: ["mapped", "a wish on top: what the checkpoint must keep"],
};
