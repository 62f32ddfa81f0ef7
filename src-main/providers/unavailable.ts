/** Why no key of a provider can serve, in words. */
import type { Problem } from "../../src-shared/problem.ts";
import type { Unavailable } from "./provider.ts";

/** `name`: of the provider. */
export function keyUnavailable(name: string, why: Unavailable, model: string | null): Problem {
  const problem = (message: string, advice: string): Problem => ({ code: "no_account", message, advice });
  switch (why) {
    case "none":
      return problem(
        `${name} has no key.`,
        "Add one: in the window under Accounts, or with `switchyard providers`.",
      );
    case "ended":
      return problem(`${name} can no longer be used.`, "Set it up again under Accounts.");
    case "sealed":
      return {
        code: "accounts_sealed",
        message: `The key of ${name} is sealed by this computer's keychain and cannot be opened here.`,
        advice: "Unlock the keychain and start the Switchyard app, or enter the key again.",
      };
    case "paused":
      return problem(
        `${name} is paused.`,
        "Resume it under Accounts, or with `switchyard providers resume`.",
      );
    case "excluded":
      return problem(`${name} is set not to use ${model}.`, "Choose another model, or allow this one.");
    case "limited":
      return {
        code: "usage_limit_reached",
        message: `Every key of ${name} has reached its limit.`,
        advice: "",
      };
  }
}
