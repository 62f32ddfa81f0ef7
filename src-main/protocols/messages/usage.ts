import type { WireUsage } from "../wire/wire.ts";

export interface MessagesUsage {
  input_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  output_tokens: number;
  service_tier: "standard" | "priority" | null;
  server_tool_use?: { web_search_requests: number; web_fetch_requests: number };
}

/**
 * The backend's usage in Anthropic's arithmetic: there the three kinds of input are apart and add up to the whole,
 * here cached and written tokens are inside the input (codex-backend 2.6). Reasoning is part of the output in both.
 */
export function messagesUsage(
  usage: WireUsage | null | undefined,
  searches: number,
  tier: MessagesUsage["service_tier"],
): MessagesUsage {
  const input = usage?.input_tokens ?? 0;
  const read = Math.min(input, usage?.input_tokens_details?.cached_tokens ?? 0);
  const written = Math.min(input - read, usage?.input_tokens_details?.cache_write_tokens ?? 0);
  return {
    input_tokens: input - read - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: read,
    output_tokens: usage?.output_tokens ?? 0,
    service_tier: tier,
    ...(searches > 0 ? { server_tool_use: { web_search_requests: searches, web_fetch_requests: 0 } } : {}),
  };
}
