/** The Messages API as far as it is written and read here (backends 8.3). */

export interface Block {
  type: string;
  cache_control?: { type: "ephemeral" };
  [key: string]: unknown;
}

export interface Message {
  role: "user" | "assistant";
  content: Block[];
}

export interface MessagesRequest {
  model: string;
  max_tokens: number;
  stream: true;
  system?: Block[];
  messages: Message[];
  tools?: Block[];
  tool_choice?: Record<string, unknown>;
  thinking?: Record<string, unknown>;
  output_config?: Record<string, unknown>;
  stop_sequences?: readonly string[];
  temperature?: number;
  top_p?: number;
  top_k?: number;
}

/** An event of the stream: its `type` says which of the rest it has. */
export interface MessagesEvent {
  type?: unknown;
  index?: unknown;
  message?: unknown;
  content_block?: unknown;
  delta?: unknown;
  usage?: unknown;
  error?: unknown;
}

export type Fields = Readonly<Record<string, unknown>>;

/** An object's fields; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
