/** The old text completions as one turn: the prompt is a user's message. */
import type { ChatBody } from "../chat/schema.ts";
import type { CompletionBody } from "./schema.ts";

/** The chat request that means the same. */
export function chatOfCompletion(body: CompletionBody): ChatBody {
  // Field by field: what is not checked here must not be taken for a field of chat.
  const { model, prompt, stream, stream_options, stop, user, prompt_cache_key, reasoning_effort } = body;
  const text = Array.isArray(prompt) ? prompt.join("") : prompt;
  return {
    model,
    stream,
    stream_options,
    stop,
    user,
    prompt_cache_key,
    reasoning_effort,
    messages: [
      { role: "system", content: "Continue or answer the text. Reply with the continuation alone." },
      { role: "user", content: text },
    ],
  };
}
