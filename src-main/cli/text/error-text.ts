/** A failure as one line for the person. */
import { ORPCError } from "@orpc/client";
import { AppError, problemOf } from "../../platform/app-error.ts";
import { UsageError } from "../parsing/command.ts";

export function errorWords(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  if (error instanceof ORPCError) {
    const problem = error.data as { message?: string; advice?: string } | undefined;
    return `${problem?.message ?? error.message} ${problem?.advice ?? ""}`.trim();
  }
  if (error instanceof AppError) return `${error.message} ${error.advice}`.trim();
  if (error instanceof Error && "code" in error && error.code === "ENOENT" && "path" in error) {
    return `There is no file ${String(error.path)}.`;
  }
  const { code, message, advice } = problemOf(error);
  if (code === "internal" && error instanceof Error && "code" in error && "path" in error)
    return `${String(error.path)} cannot be used (${String(error.code)}). Look at its rights, or choose another folder with --home.`;
  return `${message} ${advice}`;
}
