/** Why no key of a provider can serve, for the client and the person. */
import type { Problem } from "../../../src-shared/problem.ts";
import type { Unavailable } from "../provider.ts";

export function unavailableWords(name: string, why: Unavailable, model: string | null): Problem {
  const problem = (code: Problem["code"], message: string, advice: string): Problem => ({
    code,
    message,
    advice,
  });
  const setKey = "Give it one: in the window under Accounts, or with `switchyard providers`.";
  switch (why) {
    case "none":
      return problem("no_account", `The provider '${name}' has no key.`, setKey);
    case "ended":
      return problem("key_refused", `The key of the provider '${name}' is no longer valid.`, setKey);
    case "sealed":
      return problem(
        "accounts_sealed",
        `The key of the provider '${name}' is sealed by this computer's keychain and cannot be opened here.`,
        "Unlock the keychain and start the Switchyard app, or set the key again.",
      );
    case "paused":
      return problem(
        "no_account",
        `The provider '${name}' is paused.`,
        "Resume it: in the window under Accounts, or with `switchyard providers`.",
      );
    case "excluded":
      return problem(
        "no_account",
        `The provider '${name}' is set not to use ${model}.`,
        "Choose another model, or allow this one under Accounts.",
      );
    case "limited":
      return problem("usage_limit_reached", `The limit of the provider '${name}' has been reached.`, "");
  }
}
