/** The same small question on every way that is compared: straight to the backend, and through the gateway. */
import { translateChat } from "../src-main/protocols/chat/request.ts";
import { parseChatBody } from "../src-main/protocols/chat/schema.ts";

/** What the backend's process tells when it is ready. */
export interface BackendReady {
  codexBaseUrl: string;
  authBaseUrl: string;
  accessToken: string;
  workspaceId: string;
  /** Codex's auth.json of the same account. */
  authJson: string;
}

/** The conversation's id travels on every way, so it tells the backend what to do. */
export const conversations = {
  small: "00000000-0000-4000-8000-00000000a001",
  long: "00000000-0000-4000-8000-00000000a002",
  slow: "00000000-0000-4000-8000-00000000a003",
};
/** Pieces of text in the long stream. */
export const longDeltas = 20_000;

/** A chat completion with so many pictures of 10 MB each. */
export function largeChat(pictures: number): Uint8Array<ArrayBuffer> {
  const url = `data:image/png;base64,${Buffer.alloc(7_500_000, 1).toString("base64")}`;
  const content = Array.from({ length: pictures }, () => ({ type: "image_url", image_url: { url } }));
  const text = { type: "text", text: "what is in them" };
  const messages = [{ role: "user", content: [text, ...content] }];
  return new TextEncoder().encode(JSON.stringify({ model: "gpt-5.5", messages }));
}

export type Way = "direct" | "chat stream" | "chat" | "pass-through";
export const ways: readonly Way[] = ["direct", "chat stream", "chat", "pass-through"];

export interface Call {
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** `gateway`: its origin. */
export function callsOf(backend: BackendReady, gateway: string, conversation: string): Record<Way, Call> {
  const chat = {
    model: "gpt-5.5",
    messages: [{ role: "user", content: "say good morning" }],
    prompt_cache_key: conversation,
  };
  const traits = { id: "gpt-5.5", effort: null, forcedEffort: null, efforts: [], tiers: [] };
  // What the gateway itself sends, so that the backend does the same work on every way.
  const { request } = translateChat(parseChatBody(chat), traits, conversation);
  const codex = {
    "content-type": "application/json",
    accept: "text/event-stream",
    version: "0.169.0",
    originator: "codex_exec",
    "user-agent": "codex_exec/0.169.0 (Debian 12.0.0; x86_64) dumb (codex_exec; 0.169.0)",
    authorization: `Bearer ${backend.accessToken}`,
    "chatgpt-account-id": backend.workspaceId,
  };
  const json = { "content-type": "application/json", "user-agent": "bench/1" };
  const { origin, pathname } = new URL(backend.codexBaseUrl);
  const body = JSON.stringify(request);
  return {
    direct: { origin, path: `${pathname}/codex/responses`, headers: codex, body },
    "pass-through": { origin: gateway, path: "/codex/v1/responses", headers: codex, body },
    chat: { origin: gateway, path: "/v1/chat/completions", headers: json, body: JSON.stringify(chat) },
    "chat stream": {
      origin: gateway,
      path: "/v1/chat/completions",
      headers: json,
      body: JSON.stringify({ ...chat, stream: true }),
    },
  };
}
