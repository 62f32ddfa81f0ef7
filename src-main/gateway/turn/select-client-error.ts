/** What a client is told when no slot could serve: the failure that says most about when it works again. */
import { failurePolicy, isLimit } from "../../../src-shared/failure-policy.ts";
import { AppError } from "../../platform/app-error.ts";
import { isRefusedLogin, UpstreamFailure } from "../../providers/failure.ts";
import type { Unavailable } from "../../providers/provider.ts";
import type { RunningProvider } from "./running-provider.ts";
import { resetOf } from "./used-up.ts";

/** `failures` of this request, in order. */
export function failureToTell(
  running: RunningProvider,
  failures: readonly unknown[],
  model: string | null,
): unknown {
  const passing = failures.findLast((each) => isPassing(each) && !isDeadKey(running, each));
  if (passing !== undefined) return passing;
  const summary = whyNobody(running, model);
  const limited = summary instanceof UpstreamFailure;
  // In the provider's own words when it was one of these that is back first.
  const first = failures.find(
    (failure) =>
      limited &&
      failure instanceof UpstreamFailure &&
      isLimit(failure.kind) &&
      failure.resetsAt === summary.resetsAt,
  );
  if (first !== undefined || limited) return first ?? summary;
  const last = failures.at(-1) ?? summary;
  return isDeadKey(running, last) ? deadKey(running, last) : last;
}

/** A key that is refused stays refused: nothing can renew it. */
function isDeadKey({ provider }: RunningProvider, failure: unknown): failure is UpstreamFailure {
  return provider.recover === undefined && isRefusedLogin(failure);
}

function deadKey({ provider }: RunningProvider, failure: UpstreamFailure): AppError {
  return new AppError(
    "sign_in_needed",
    `The provider ${provider.name} refused its key: ${failure.message}`,
    "Give it a key that works.",
    { cause: failure },
  );
}

/** Nothing was tried: why not. */
function whyNobody({ provider, limits }: RunningProvider, model: string | null): AppError | UpstreamFailure {
  const slots = provider.slots.all();
  const because = (why: Unavailable) => {
    const { code, message, advice } = provider.unavailable(why, model);
    return new AppError(code, message, advice);
  };
  if (slots.length === 0) return because("none");
  const alive = slots.filter((slot) => !slot.ended && !slot.sealed);
  const usable = alive.filter((slot) => !slot.paused);
  const asked = usable.filter((slot) => model === null || !slot.excludedModels.includes(model));
  const resets = asked.flatMap(({ id }) => resetOf(limits, id, model) ?? []);
  if (resets.length > 0) {
    const { message } = provider.unavailable("limited", model);
    const resetsAt = Math.min(...resets);
    return new UpstreamFailure({ kind: "usage-limit", code: "usage_limit_reached", resetsAt, message });
  }
  if (usable.length > 0 && asked.length === 0) return because("excluded");
  if (alive.length > 0) return because("paused");
  return because(slots.some(({ sealed }) => sealed) ? "sealed" : "ended");
}

/** It may work in a moment. */
export function isPassing(failure: unknown): boolean {
  if (failure instanceof AppError) return failure.code === "network";
  return failure instanceof UpstreamFailure && failurePolicy[failure.kind].passes;
}
