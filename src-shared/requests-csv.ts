import type { RequestRow } from "./contract/requests.ts";
import { csvText } from "./csv.ts";

type Cell = string | number | null;

/** Column → its value; names of accounts as the person knows them. */
const columns: Record<string, (row: RequestRow, account: (id: string | null) => string | null) => Cell> = {
  time: (row) => new Date(row.startedAt).toISOString(),
  id: (row) => row.id,
  endpoint: (row) => row.endpoint,
  protocol: (row) => row.protocol,
  client: (row) => row.client.name,
  client_version: (row) => row.client.version,
  project: (row) => row.project,
  conversation: (row) => row.conversation,
  agent: (row) => row.agent,
  parent_agent: (row) => row.parentAgent,
  provider: (row) => row.provider,
  account: (row, account) => account(row.accountId),
  model_asked: (row) => row.modelAsked,
  model: (row) => row.model,
  model_served: (row) => row.modelServed,
  outcome: (row) => row.outcome,
  status: (row) => row.status,
  problem: (row) => row.problem?.code ?? null,
  attempts: (row) => row.attempts,
  upstream_id: (row) => row.tries.at(-1)?.upstreamId ?? null,
  image_route: (row) => row.imageRoute,
  input: (row) => row.tokens?.input ?? null,
  cached: (row) => row.tokens?.cached ?? null,
  cache_write: (row) => row.tokens?.cacheWrite ?? null,
  output: (row) => row.tokens?.output ?? null,
  reasoning: (row) => row.tokens?.reasoning ?? null,
  bytes_in: (row) => row.bytes.in,
  bytes_out: (row) => row.bytes.out,
  attachments: (row) => row.attachments.length,
  attachment_bytes: (row) => row.attachments.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
  queued_ms: (row) => row.timing.queued,
  auth_ms: (row) => row.timing.auth,
  prepared_ms: (row) => row.timing.prepared,
  sent_ms: (row) => row.timing.sent,
  connected_ms: (row) => row.timing.connected,
  first_byte_ms: (row) => row.timing.firstByte,
  first_output_ms: (row) => row.timing.firstOutput,
  total_ms: (row) => row.timing.total,
  own_ms: (row) => row.timing.own,
  dropped: (row) => row.dropped.join(" "),
  translated: (row) => row.translated.join(" "),
};

export function requestsCsv(
  rows: readonly RequestRow[],
  account: (id: string | null) => string | null,
): string {
  const names = Object.keys(columns);
  return csvText([names, ...rows.map((row) => Object.values(columns).map((value) => value(row, account)))]);
}
