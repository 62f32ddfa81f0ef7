import { failurePolicy } from "../../../src-shared/failure-policy.ts";
import type { Problem } from "../../../src-shared/problem.ts";
import type { UpstreamFailure } from "../../providers/failure.ts";

/** In the backend's own words where it said any. */
export function problemOfFailure(failure: UpstreamFailure): Problem {
  return { ...failurePolicy[failure.kind].problem, message: failure.message };
}
