/** Rows of requests and attempts to columns of usage.db and back. */
import type { SQLInputValue } from "node:sqlite";
import type {
  Attachment,
  Attempt,
  RequestNote,
  RequestRow,
  TokenUsage,
} from "../../src-shared/contract/requests.ts";
import type { ProblemCode } from "../../src-shared/problem.ts";

type Columns = Record<string, SQLInputValue>;

export function requestColumns(row: RequestRow): Columns {
  const { timing, attachments } = row;
  return {
    id: row.id,
    started_at: row.startedAt,
    endpoint: row.endpoint,
    protocol: row.protocol,
    client: row.client.name,
    client_version: row.client.version,
    stream: Number(row.stream),
    model_asked: row.modelAsked,
    model: row.model,
    model_served: row.modelServed,
    image_route: row.imageRoute,
    account: row.accountId,
    outcome: row.outcome,
    status: row.status,
    problem: row.problem?.code ?? null,
    attempts: row.attempts,
    notes: row.notes.join(","),
    dropped: row.dropped.join(","),
    translated: row.translated.join(","),
    attachments: attachments.length === 0 ? null : JSON.stringify(attachments),
    attachment_count: attachments.length,
    attachment_bytes: attachments.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    ...tokenColumns(row.tokens),
    bytes_in: row.bytes.in,
    bytes_out: row.bytes.out,
    prepared_ms: timing.prepared,
    sent_ms: timing.sent,
    connected_ms: timing.connected,
    first_byte_ms: timing.firstByte,
    first_output_ms: timing.firstOutput,
    total_ms: timing.total,
    queued_ms: timing.queued,
    auth_ms: timing.auth,
    own_ms: timing.own,
  };
}

export function attemptColumns(
  { id, startedAt }: Pick<RequestRow, "id" | "startedAt">,
  number: number,
  attempt: Attempt,
): Columns {
  const { timing } = attempt;
  return {
    requested_at: startedAt,
    request: id,
    number,
    started_at: attempt.startedAt,
    account: attempt.accountId,
    outcome: attempt.outcome,
    kind: attempt.kind,
    status: attempt.status,
    upstream_id: attempt.upstreamId,
    ...tokenColumns(attempt.tokens),
    connected_ms: timing.connected,
    first_byte_ms: timing.firstByte,
    first_output_ms: timing.firstOutput,
    total_ms: timing.total,
  };
}

function tokenColumns(tokens: TokenUsage | null): Columns {
  return {
    input: tokens?.input ?? null,
    cached: tokens?.cached ?? null,
    cache_write: tokens?.cacheWrite ?? null,
    output: tokens?.output ?? null,
    reasoning: tokens?.reasoning ?? null,
  };
}

type Raw = Record<string, string | number | null>;

/** Of a problem only the code was kept: its words are the reader's. */
export function requestOf(raw: Raw, tries: Attempt[]): RequestRow {
  const number = (name: string) => raw[name] as number | null;
  const text = (name: string) => raw[name] as string | null;
  const problem = text("problem") as ProblemCode | null;
  return {
    id: text("id") ?? "",
    startedAt: number("started_at") ?? 0,
    endpoint: text("endpoint") ?? "",
    protocol: text("protocol") as RequestRow["protocol"],
    client: { name: text("client") ?? "", version: text("client_version") },
    stream: raw["stream"] === 1,
    modelAsked: text("model_asked"),
    model: text("model"),
    modelServed: text("model_served"),
    imageRoute: text("image_route") as RequestRow["imageRoute"],
    accountId: text("account"),
    outcome: text("outcome") as RequestRow["outcome"],
    status: number("status"),
    problem: problem === null ? null : { code: problem, message: "", advice: "" },
    attempts: number("attempts") ?? 0,
    tries,
    notes: listOf(text("notes")) as RequestNote[],
    dropped: listOf(text("dropped")),
    translated: listOf(text("translated")),
    attachments: JSON.parse(text("attachments") ?? "[]") as Attachment[],
    bytes: { in: number("bytes_in"), out: number("bytes_out") },
    tokens: tokensOf(raw),
    timing: {
      prepared: number("prepared_ms"),
      sent: number("sent_ms"),
      connected: number("connected_ms"),
      firstByte: number("first_byte_ms"),
      firstOutput: number("first_output_ms"),
      total: number("total_ms"),
      queued: number("queued_ms"),
      auth: number("auth_ms"),
      own: number("own_ms"),
    },
  };
}

export function attemptOf(raw: Raw): Attempt {
  const number = (name: string) => raw[name] as number | null;
  return {
    accountId: raw["account"] as string,
    startedAt: raw["started_at"] as number,
    outcome: raw["outcome"] as Attempt["outcome"],
    kind: raw["kind"] as Attempt["kind"],
    status: number("status"),
    upstreamId: raw["upstream_id"] as string | null,
    tokens: tokensOf(raw),
    timing: {
      connected: number("connected_ms"),
      firstByte: number("first_byte_ms"),
      firstOutput: number("first_output_ms"),
      total: number("total_ms"),
    },
  };
}

function tokensOf({ input, cached, cache_write: written, output, reasoning }: Raw): TokenUsage | null {
  if (typeof input !== "number") return null;
  return {
    input,
    cached: Number(cached),
    output: Number(output),
    reasoning: Number(reasoning),
    ...(typeof written === "number" ? { cacheWrite: written } : {}),
  };
}

function listOf(text: string | null): string[] {
  return text ? text.split(",") : [];
}
