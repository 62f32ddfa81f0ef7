/**
 * The problem of a request out of usage.db, in words again: its own may quote the request and are never kept, its
 * code and the kinds of its failed attempts are.
 */
import type { Attempt } from "../../src-shared/contract/requests.ts";
import { failurePolicy } from "../../src-shared/failure-policy.ts";
import type { Problem, ProblemCode } from "../../src-shared/problem.ts";

type Words = Pick<Problem, "message" | "advice">;

/** What the gateway says itself, without having asked an account. */
const own: Partial<Record<ProblemCode, Words>> = {
  no_account: {
    message:
      "No account was there to serve it: none was signed in, or all were paused or not to use this model.",
    advice: "Look at the accounts on the Accounts page.",
  },
  accounts_sealed: {
    message: "The logins were sealed by this computer's keychain and could not be opened.",
    advice: "Unlock the keychain and start the Switchyard app, or sign in again.",
  },
  sign_in_needed: {
    message: "The login of every account had ended.",
    advice: "Sign in again under Accounts.",
  },
  budget_reached: {
    message: "A budget was used up, or a conversation sent too many requests a minute.",
    advice: "`switchyard budgets list` shows the budgets.",
  },
  usage_limit_reached: {
    message: "Every signed-in account had reached its limit.",
    advice: failurePolicy["usage-limit"].problem.advice,
  },
  bad_request: {
    message: "The request could not be served as it was. The reason was told to the program that asked.",
    advice: "",
  },
  internal: {
    message: "Something went wrong inside Switchyard.",
    advice: "Try again; if it stays, look into the log.",
  },
};

export function storedProblem(code: ProblemCode, tries: readonly Attempt[]): Problem {
  const kinds = tries.flatMap(({ kind }) => (kind === null ? [] : [kind]));
  const told = kinds.findLast((kind) => failurePolicy[kind].problem.code === code);
  if (told !== undefined) return failurePolicy[told].problem;
  const words =
    own[code] ?? Object.values(failurePolicy).find(({ problem }) => problem.code === code)?.problem;
  return { message: `It failed: ${code.replaceAll("_", " ")}.`, advice: "", ...words, code };
}
