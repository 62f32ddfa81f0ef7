/** One failure in the words of the protocol that the client speaks. */
import { errorTable, type AnswerKind } from "./error-tables.ts";

export type Dialect = "openai" | "anthropic";

export interface DescribedFailure {
  kind: AnswerKind;
  message: string;
  code?: string | null;
  param?: string | null;
  data?: Record<string, unknown> | null;
}

export interface ErrorAnswer {
  status: number;
  body: OpenaiErrorBody | AnthropicErrorBody;
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

export function errorAnswer(failure: DescribedFailure, dialect: Dialect, requestId?: string): ErrorAnswer {
  return dialect === "anthropic" ? anthropicError(failure, requestId) : openaiError(failure);
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
