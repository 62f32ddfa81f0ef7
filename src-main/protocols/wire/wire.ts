/**
 * The Responses wire format as the Codex backend speaks it (codex-backend 2.4, 2.6): the intermediate form of
 * every translation. Only what the gateway itself reads is typed; unknown keys live on in the raw text.
 */

/** One server-sent event: its JSON as it came, and parsed. */
export interface WireEvent {
  type: string;
  raw: string;
  data: WireEventData;
}

export interface WireEventData {
  type: string;
  sequence_number?: number;
  item_id?: string;
  output_index?: number;
  content_index?: number;
  summary_index?: number;
  delta?: string;
  text?: string;
  arguments?: string;
  input?: string;
  refusal?: string;
  item?: WireItem;
  annotation?: unknown;
  response?: WireResponse;
  error?: unknown;
  code?: string;
  message?: string;
  [key: string]: unknown;
}

export interface WireItem {
  type: string;
  id?: string;
  call_id?: string;
  name?: string;
  namespace?: string;
  arguments?: string;
  input?: string;
  content?: WirePart[] | null;
  summary?: { type: string; text: string }[];
  result?: string;
  [key: string]: unknown;
}

export interface WirePart {
  type: string;
  text?: string;
  refusal?: string;
  annotations?: unknown[];
  [key: string]: unknown;
}

export interface WireUsage {
  input_tokens?: number;
  input_tokens_details?: { cached_tokens?: number; cache_write_tokens?: number } | null;
  output_tokens?: number;
  output_tokens_details?: { reasoning_tokens?: number } | null;
  total_tokens?: number;
}

export interface WireResponse {
  id?: string;
  status?: string;
  model?: string;
  created_at?: number;
  output?: WireItem[];
  usage?: WireUsage | null;
  error?: unknown;
  incomplete_details?: { reason?: string } | null;
  [key: string]: unknown;
}

/** What is sent: the fields the backend takes (codex-backend 2.4), nothing else. */
export interface WireRequest {
  model: string;
  instructions: string;
  input: unknown[];
  store: false;
  stream: true;
  include: string[];
  prompt_cache_key: string;
  tools?: unknown[];
  tool_choice?: unknown;
  parallel_tool_calls?: boolean;
  reasoning?: { effort?: string; summary?: string };
  text?: { verbosity?: string; format?: unknown };
  service_tier?: string;
  client_metadata?: unknown;
  /** For providers that take it; the Codex backend does not. Only what the client set is in it. */
  sampling?: Sampling;
}

/** How the model is to write, where the client said so. */
export interface Sampling {
  /** Thoughts included. */
  max_output_tokens?: number;
  temperature?: number;
  top_p?: number;
  top_k?: number;
  stop?: readonly string[];
  seed?: number;
  presence_penalty?: number;
  frequency_penalty?: number;
}

export type Terminal = "completed" | "incomplete" | "failed" | "error";

/** The kind of terminal event, or null for all others. */
export function terminalOf(type: string): Terminal | null {
  switch (type) {
    case "response.completed":
      return "completed";
    case "response.incomplete":
      return "incomplete";
    case "response.failed":
      return "failed";
    case "error":
      return "error";
    default:
      return null;
  }
}

const handshake = new Set([
  "response.created",
  "response.in_progress",
  "response.queued",
  "response.metadata",
  "codex.response.metadata",
  "codex.rate_limits",
  "keepalive",
]);

/** Events that promise no output yet: until another one comes, a failure can still become a real HTTP status. */
export function isHandshake(type: string): boolean {
  return handshake.has(type);
}

/** All text that a response says. */
export function textOfResponse(response: WireResponse): string {
  return (response.output ?? [])
    .flatMap((item) => (item.type === "message" ? (item.content ?? []) : []))
    .map((part) => (part.type === "output_text" ? (part.text ?? "") : ""))
    .join("");
}
