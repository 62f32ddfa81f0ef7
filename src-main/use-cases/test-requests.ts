/** Pure: the same question in each protocol, and what their events say. */
import type { TrialInput, TrialWay } from "../../src-shared/contract/trial.ts";

export interface TrialRequest {
  path: string;
  body: Record<string, unknown>;
}

/** What an event means to who waits for the answer; null: nothing. */
export type Said = { text: string } | { failed: string } | "ended" | null;

export function trialRequest({ way, prompt, image }: TrialInput, model: string): TrialRequest {
  switch (way) {
    case "chat": {
      const text = { type: "text", text: prompt };
      const content = image === null ? prompt : [text, { type: "image_url", image_url: { url: image } }];
      return {
        path: "/v1/chat/completions",
        body: { model, stream: true, messages: [{ role: "user", content }] },
      };
    }
    case "messages": {
      const text = { type: "text", text: prompt };
      const content = image === null ? prompt : [anthropicImage(image), text];
      return {
        path: "/v1/messages",
        body: { model, stream: true, max_tokens: 4096, messages: [{ role: "user", content }] },
      };
    }
    case "responses":
      return { path: "/v1/responses", body: { model, stream: true, input: responsesInput(prompt, image) } };
    case "codex":
      // What Codex itself sends (codex-backend 2.4).
      return {
        path: "/codex/v1/responses",
        body: {
          model,
          instructions: "Be brief.",
          input: responsesInput(prompt, image),
          tools: [],
          tool_choice: "auto",
          parallel_tool_calls: true,
          store: false,
          stream: true,
          include: ["reasoning.encrypted_content"],
        },
      };
  }
}

interface AnyEvent {
  type?: string;
  delta?: string | { type?: string; text?: string };
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  response?: { error?: { message?: string } | null };
  error?: { message?: string };
  message?: unknown;
}

export function readTrialEvent(way: TrialWay, event: unknown): Said {
  const { type, delta, choices, response, error, message } = event as AnyEvent;
  if (error || type === "error" || type === "response.failed") {
    const words = response?.error?.message ?? error?.message ?? message;
    return { failed: typeof words === "string" ? words : "The answer failed." };
  }
  if (way === "chat") {
    const [choice] = choices ?? [];
    if (choice?.delta?.content) return { text: choice.delta.content };
    return typeof choice?.finish_reason === "string" ? "ended" : null;
  }
  if (way === "messages") {
    if (type === "message_stop") return "ended";
    const isText = type === "content_block_delta" && typeof delta === "object" && delta.type === "text_delta";
    return isText ? { text: delta.text ?? "" } : null;
  }
  if (type === "response.completed" || type === "response.incomplete") return "ended";
  return type === "response.output_text.delta" && typeof delta === "string" ? { text: delta } : null;
}

function responsesInput(prompt: string, image: string | null): unknown[] {
  const text = { type: "input_text", text: prompt };
  const content = image === null ? [text] : [text, { type: "input_image", image_url: image }];
  return [{ type: "message", role: "user", content }];
}

function anthropicImage(dataUrl: string): object {
  const [head = "", data = ""] = dataUrl.split(",");
  const type = head.slice("data:".length).replace(";base64", "");
  return { type: "image", source: { type: "base64", media_type: type, data } };
}
