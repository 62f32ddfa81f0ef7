import type { Problem, ProblemCode } from "../../src-shared/problem.ts";
import { diskProblem } from "./disk-error.ts";

/** A failure with a kind and words for a person. Thrown freely inside, turned into a Problem at the edges. */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly advice: string;

  constructor(code: ProblemCode, message: string, advice = "", options?: ErrorOptions) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
    this.advice = advice;
  }

  get problem(): Problem {
    return { code: this.code, message: this.message, advice: this.advice };
  }
}

/** `requestId`: the name under which the log has it, where the caller has put it there. */
export function problemOf(error: unknown, requestId?: string): Problem {
  if (error instanceof AppError) return error.problem;
  const unexplained: Problem = {
    code: "internal",
    message: "Something went wrong inside Switchyard.",
    advice: `Try again; if it stays, look into the log${requestId === undefined ? "" : ` for ${requestId}`}.`,
    ...(requestId === undefined ? {} : { requestId }),
  };
  return diskProblem(error) ?? unexplained;
}
