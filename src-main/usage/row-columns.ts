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
import { attemptOfSole, type SoleAttempt } from "./sole-attempt.ts";
import { storedProblem } from "./stored-problem.ts";

/** Each with where its value is from. The order is that of the statement that binds them. */
export type Columns<Row> = readonly (readonly [name: string, value: (row: Row) => SQLInputValue])[];

interface KeptRequest {
  row: RequestRow;
  /** Its only attempt, when that has no row of its own. */
  sole: SoleAttempt | null;
}

interface KeptAttempt {
  row: RequestRow;
  number: number;
  attempt: Attempt;
}

function tokenColumns<Row>(of: (row: Row) => TokenUsage | null): Columns<Row> {
  return [
    ["input", (row) => of(row)?.input ?? null],
    ["cached", (row) => of(row)?.cached ?? null],
    ["cache_write", (row) => of(row)?.cacheWrite ?? null],
    ["output", (row) => of(row)?.output ?? null],
    ["reasoning", (row) => of(row)?.reasoning ?? null],
  ];
}

export const requestColumns: Columns<KeptRequest> = [
  ["id", ({ row }) => row.id],
  ["started_at", ({ row }) => row.startedAt],
  ["endpoint", ({ row }) => row.endpoint],
  ["protocol", ({ row }) => row.protocol],
  ["client", ({ row }) => row.client.name],
  ["client_version", ({ row }) => row.client.version],
  ["project", ({ row }) => row.project],
  ["conversation", ({ row }) => row.conversation],
  ["agent", ({ row }) => row.agent],
  ["parent_agent", ({ row }) => row.parentAgent],
  ["stream", ({ row }) => Number(row.stream)],
  ["model_asked", ({ row }) => row.modelAsked],
  ["model", ({ row }) => row.model],
  ["model_served", ({ row }) => row.modelServed],
  ["image_route", ({ row }) => row.imageRoute],
  ["provider", ({ row }) => row.provider],
  ["account", ({ row }) => row.accountId],
  ["outcome", ({ row }) => row.outcome],
  ["status", ({ row }) => row.status],
  ["problem", ({ row }) => row.problem?.code ?? null],
  ["attempts", ({ row }) => row.attempts],
  ["notes", ({ row }) => row.notes.join(",")],
  ["dropped", ({ row }) => row.dropped.join(",")],
  ["translated", ({ row }) => row.translated.join(",")],
  ["attachments", ({ row }) => (row.attachments.length === 0 ? null : JSON.stringify(row.attachments))],
  ["attachment_count", ({ row }) => row.attachments.length],
  ["attachment_bytes", ({ row }) => row.attachments.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)],
  ...tokenColumns<KeptRequest>(({ row }) => row.tokens),
  ["bytes_in", ({ row }) => row.bytes.in],
  ["bytes_out", ({ row }) => row.bytes.out],
  ["prepared_ms", ({ row }) => row.timing.prepared],
  ["sent_ms", ({ row }) => row.timing.sent],
  ["connected_ms", ({ row }) => row.timing.connected],
  ["first_byte_ms", ({ row }) => row.timing.firstByte],
  ["first_output_ms", ({ row }) => row.timing.firstOutput],
  ["total_ms", ({ row }) => row.timing.total],
  ["queued_ms", ({ row }) => row.timing.queued],
  ["auth_ms", ({ row }) => row.timing.auth],
  ["own_ms", ({ row }) => row.timing.own],
  ["try_started_ms", ({ sole }) => sole?.startedMs ?? null],
  ["try_total_ms", ({ sole }) => sole?.totalMs ?? null],
  ["try_upstream_id", ({ sole }) => sole?.upstreamId ?? null],
];

export const attemptColumns: Columns<KeptAttempt> = [
  ["requested_at", ({ row }) => row.startedAt],
  ["request", ({ row }) => row.id],
  ["number", ({ number }) => number],
  ["started_at", ({ attempt }) => attempt.startedAt],
  ["provider", ({ attempt }) => attempt.provider],
  ["account", ({ attempt }) => attempt.accountId],
  ["outcome", ({ attempt }) => attempt.outcome],
  ["kind", ({ attempt }) => attempt.kind],
  ["status", ({ attempt }) => attempt.status],
  ["upstream_id", ({ attempt }) => attempt.upstreamId],
  ...tokenColumns<KeptAttempt>(({ attempt }) => attempt.tokens),
  ["connected_ms", ({ attempt }) => attempt.timing.connected],
  ["first_byte_ms", ({ attempt }) => attempt.timing.firstByte],
  ["first_output_ms", ({ attempt }) => attempt.timing.firstOutput],
  ["total_ms", ({ attempt }) => attempt.timing.total],
];

type Raw = Record<string, string | number | null>;

export function requestOf(raw: Raw, tries: Attempt[]): RequestRow {
  const number = (name: string) => raw[name] as number | null;
  const text = (name: string) => raw[name] as string | null;
  const problem = text("problem") as ProblemCode | null;
  const startedMs = number("try_started_ms");
  const row = {
    id: text("id") ?? "",
    startedAt: number("started_at") ?? 0,
    endpoint: text("endpoint") ?? "",
    protocol: text("protocol") as RequestRow["protocol"],
    client: { name: text("client") ?? "", version: text("client_version") },
    project: text("project"),
    conversation: text("conversation"),
    agent: text("agent"),
    parentAgent: text("parent_agent"),
    stream: raw["stream"] === 1,
    modelAsked: text("model_asked"),
    model: text("model"),
    modelServed: text("model_served"),
    imageRoute: text("image_route") as RequestRow["imageRoute"],
    provider: text("provider") ?? "codex",
    accountId: text("account"),
    outcome: text("outcome") as RequestRow["outcome"],
    status: number("status"),
    problem: problem === null ? null : storedProblem(problem, tries),
    attempts: number("attempts") ?? 0,
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
  if (startedMs === null) return { ...row, tries };
  const sole = { startedMs, totalMs: number("try_total_ms"), upstreamId: text("try_upstream_id") };
  return { ...row, tries: [attemptOfSole(row, sole)] };
}

export function attemptOf(raw: Raw): Attempt {
  const number = (name: string) => raw[name] as number | null;
  return {
    provider: raw["provider"] as string,
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
