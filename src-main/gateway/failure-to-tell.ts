/** What a client is told when no account could serve: the failure that says most about when it works again. */
import { AppError } from "../platform/app-error.ts";
import type { Cooling } from "../limits/limit-tracker.ts";
import { UpstreamFailure } from "../upstream/failure.ts";
import type { TurnServices } from "./with-account.ts";

type Known = Pick<TurnServices, "store" | "limits" | "now">;

/** `failures` of this request, in order. */
export function failureToTell(services: Known, failures: readonly unknown[], model: string | null): unknown {
  const passing = failures.findLast((failure) => rankOf(failure) === "passing");
  if (passing !== undefined) return passing;
  const summary = whyNobody(services, model);
  const limited = summary instanceof UpstreamFailure && isLimit(summary.kind);
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
function whyNobody({ store, limits, now }: Known, model: string | null): AppError | UpstreamFailure {
  const accounts = store.all();
  const signIn = "Sign in: in the window under Accounts, or with `switchyard login`.";
  if (accounts.length === 0)
    return new AppError("no_account", "Switchyard is not signed in to any ChatGPT account.", signIn);
  const alive = accounts.filter((account) => account.deadSince === null && account.tokens !== null);
  const usable = alive.filter((account) => !account.paused);
  const asked = usable.filter((account) => model === null || !account.excludedModels.includes(model));
  const coolings = asked.flatMap((account) => limits.cooling(account.id, model) ?? []);
  if (coolings.length > 0) return everyoneCools(coolings, now());
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

function everyoneCools(coolings: readonly Cooling[], now: number): UpstreamFailure {
  const [first] = coolings.toSorted((a, b) => a.until - b.until);
  const { kind, until } = first ?? { kind: "usage-limit" as const, until: now };
  if (!isLimit(kind)) {
    return new UpstreamFailure({
      kind,
      retryAfterMs: until - now,
      message: "Every signed-in account has had trouble and is left alone for a moment.",
    });
  }
  const resets = coolings.flatMap((cooling) =>
    isLimit(cooling.kind) && cooling.told ? [cooling.until] : [],
  );
  return new UpstreamFailure({
    kind: "usage-limit",
    code: "usage_limit_reached",
    resetsAt: resets.length > 0 ? Math.min(...resets) : null,
    retryAfterMs: resets.length > 0 ? null : until - now,
    message: "Every signed-in account has reached its limit.",
  });
}

function isLimit(kind: UpstreamFailure["kind"]): boolean {
  return kind === "usage-limit" || kind === "payment";
}

function rankOf(failure: unknown): "passing" | "other" {
  if (failure instanceof AppError) return failure.code === "network" ? "passing" : "other";
  if (!(failure instanceof UpstreamFailure)) return "other";
  switch (failure.kind) {
    case "rate-limited":
    case "overloaded":
    case "server":
    case "network":
    case "timeout":
    case "stream-cut":
      return "passing";
    case "auth-expired":
    case "auth-dead":
    case "usage-limit":
    case "payment":
    case "not-in-plan":
    case "forbidden":
    case "cloudflare":
    case "model-unavailable":
    case "context-length":
    case "content-policy":
    case "foreign-reasoning":
    case "too-large":
    case "bad-request":
    case "protocol":
    case "cancelled":
      return "other";
  }
}
