import { failureProblems } from "../../../src-shared/failure-problems.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import type { UpstreamFailure } from "../../providers/failure.ts";

/** In the backend's own words where it said any. */
export function problemOfFailure(failure: UpstreamFailure): Problem {
  return { ...failureProblems[failure.kind], message: failure.message };
}
