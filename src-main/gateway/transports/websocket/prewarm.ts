/** The answer to a prewarm (`generate: false`) that no backend needs to be asked for: an id to go on from. */
import { randomUUID } from "node:crypto";

/** The frames of a response without output; `now` in epoch milliseconds. */
export function answerPrewarm(model: string | null, now: number): string[] {
  const response = {
    id: `resp_${randomUUID().replaceAll("-", "")}`,
    object: "response",
    created_at: Math.floor(now / 1000),
    model,
    output: [],
    store: false,
    error: null,
  };
  const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
  return [
    { type: "response.created", sequence_number: 0, response: { ...response, status: "in_progress" } },
    { type: "response.completed", sequence_number: 1, response: { ...response, status: "completed", usage } },
  ].map((event) => JSON.stringify(event));
}
