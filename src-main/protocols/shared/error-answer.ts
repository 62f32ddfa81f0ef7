/** One failure in the words of the protocol that the client speaks. */
import { errorTable, googleStatus, type AnswerKind } from "./error-tables.ts";

export type Dialect = "openai" | "anthropic" | "ollama" | "gemini";

export interface DescribedFailure {
  kind: AnswerKind;
  message: string;
  code?: string | null;
  param?: string | null;
  data?: Record<string, unknown> | null;
}

export interface ErrorAnswer {
  status: number;
  body: OpenaiErrorBody | AnthropicErrorBody | OllamaErrorBody | GeminiErrorBody;
}

/** `{"error":{message,type,param,code}}` */
export interface OpenaiErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** `{"type":"error","error":{type,message,details?}}` */
export interface AnthropicErrorBody {
  type: "error";
  error: { type: string; message: string; details?: Record<string, unknown> };
  request_id?: string;
}

interface OllamaErrorBody {
  error: string;
}

/** `status` is one of Google's names, `code` the HTTP status. */
export interface GeminiErrorBody {
  error: { code: number; message: string; status: string };
}

export function errorAnswer(failure: DescribedFailure, dialect: Dialect, requestId?: string): ErrorAnswer {
  switch (dialect) {
    case "openai":
      return openaiError(failure);
    case "anthropic":
      return anthropicError(failure, requestId);
    case "ollama":
      return { status: errorTable[failure.kind].openai.status, body: { error: failure.message } };
    case "gemini":
      return geminiError(failure);
  }
}

export function openaiError(failure: DescribedFailure): { status: number; body: OpenaiErrorBody } {
  const { status, type, code } = errorTable[failure.kind].openai;
  const { message, param = null } = failure;
  return { status, body: { error: { message, type, param, code: code ?? failure.code ?? null } } };
}

export function anthropicError(
  failure: DescribedFailure,
  requestId?: string,
): { status: number; body: AnthropicErrorBody } {
  const { status, type } = errorTable[failure.kind].anthropic;
  const details = failure.data ? { details: failure.data } : {};
  const error = { type, message: failure.message, ...details };
  return { status, body: { type: "error", error, ...(requestId ? { request_id: requestId } : {}) } };
}

export function geminiError({ kind, message }: DescribedFailure): { status: number; body: GeminiErrorBody } {
  const { status: code } = errorTable[kind].openai;
  return { status: code, body: { error: { code, message, status: googleStatus[code] ?? "INTERNAL" } } };
}
