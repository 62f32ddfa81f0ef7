/** What a client is told when no account could serve: the failure that says most about when it works again. */
import { failurePolicy, isLimit } from "../../../src-shared/failure-policy.ts";
import { AppError } from "../../platform/app-error.ts";
import type { Cooling } from "../../limits/limit-tracker.ts";
import { UpstreamFailure } from "../../providers/failure.ts";
import type { TurnServices } from "./account-failover.ts";

type Known = Pick<TurnServices, "store" | "limits" | "now">;

/** `failures` of this request, in order. */
export function failureToTell(services: Known, failures: readonly unknown[], model: string | null): unknown {
  const passing = failures.findLast(isPassing);
  if (passing !== undefined) return passing;
  const summary = whyNobody(services, model);
  const limited = summary instanceof UpstreamFailure;
  // In the backend's own words when it was one of these that is back first.
  const first = failures.find(
    (failure) =>
      limited &&
      failure instanceof UpstreamFailure &&
      isLimit(failure.kind) &&
      failure.resetsAt === summary.resetsAt,
  );
  if (first !== undefined || limited) return first ?? summary;
  return failures.at(-1) ?? summary;
}

/** Nothing was tried: why not. */
function whyNobody({ store, limits }: Known, model: string | null): AppError | UpstreamFailure {
  const accounts = store.all();
  const signIn = "Sign in: in the window under Accounts, or with `switchyard login`.";
  if (accounts.length === 0)
    return new AppError("no_account", "Switchyard is not signed in to any ChatGPT account.", signIn);
  const alive = accounts.filter((account) => account.deadSince === null && account.tokens !== null);
  const usable = alive.filter((account) => !account.paused);
  const asked = usable.filter((account) => model === null || !account.excludedModels.includes(model));
  const reached = asked.flatMap(({ id }) => {
    const both = [limits.limitOf(id, null), model === null ? null : limits.limitOf(id, model)];
    const latest = both.filter((each) => each !== null).toSorted((a, b) => b.until - a.until)[0];
    return latest === undefined ? [] : [latest];
  });
  if (reached.length > 0) return everyoneIsLimited(reached);
  if (usable.length > 0 && asked.length === 0) {
    return new AppError(
      "no_account",
      `Every account that could serve is set not to use ${model}.`,
      "Choose another model, or allow this one under Accounts.",
    );
  }
  if (alive.length > 0) {
    return new AppError(
      "no_account",
      "Every account that could serve is paused.",
      "Resume one under Accounts.",
    );
  }
  if (accounts.some((account) => account.deadSince === null && account.linked === null)) {
    return new AppError(
      "accounts_sealed",
      "The logins are sealed by this computer's keychain and cannot be opened here.",
      "Unlock the keychain and start the Switchyard app, or sign in again.",
    );
  }
  return new AppError(
    "sign_in_needed",
    "The login of every account has ended.",
    signIn.replace("Sign in", "Sign in again"),
  );
}

function everyoneIsLimited(reached: readonly Cooling[]): UpstreamFailure {
  return new UpstreamFailure({
    kind: "usage-limit",
    code: "usage_limit_reached",
    resetsAt: Math.min(...reached.map(({ resetsAt }) => resetsAt)),
    message: "The usage limit of every signed-in account has been reached.",
  });
}

/** It may work in a moment. */
export function isPassing(failure: unknown): boolean {
  if (failure instanceof AppError) return failure.code === "network";
  return failure instanceof UpstreamFailure && failurePolicy[failure.kind].passes;
}
