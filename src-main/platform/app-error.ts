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

export function problemOf(error: unknown): Problem {
  if (error instanceof AppError) return error.problem;
  const unexplained: Problem = {
    code: "internal",
    message: "Something went wrong inside Switchyard.",
    advice: "Try again; if it stays, look into the log.",
  };
  return diskProblem(error) ?? unexplained;
}
