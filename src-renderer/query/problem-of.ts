/** What a failed call to Switchyard means to the person. */
import type { Problem } from "../../src-shared/problem.ts";

export function problemOf(error: unknown): Problem {
  const data = error instanceof Error && "data" in error ? error.data : null;
  if (isProblem(data)) return data;
  if (error instanceof TypeError) {
    return {
      code: "network",
      message: "Switchyard could not be reached.",
      advice: "Check that it is still running, then try again.",
    };
  }
  return { code: "internal", message: error instanceof Error ? error.message : String(error), advice: "" };
}

function isProblem(data: unknown): data is Problem {
  if (typeof data !== "object" || data === null) return false;
  const { code, message, advice } = data as Partial<Record<keyof Problem, unknown>>;
  return typeof code === "string" && typeof message === "string" && typeof advice === "string";
}
