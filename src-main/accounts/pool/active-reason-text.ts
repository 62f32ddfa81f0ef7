/** Why the present account is the present one, in a sentence. */
import type { ActiveCode, ActiveReason } from "../../../src-shared/contract/accounts.ts";
import type { Block, Slot } from "../../../src-shared/standing.ts";

export type ActiveCause =
  | { code: Exclude<ActiveCode, "previous-limited" | "previous-unavailable"> }
  | { code: "previous-limited" | "previous-unavailable"; before: Slot | null; block: Block | null };

export function activeReasonText(cause: ActiveCause, since: number): ActiveReason {
  return { code: cause.code, message: sentence(cause), since };
}

function sentence(cause: ActiveCause): string {
  switch (cause.code) {
    case "first":
      return "It is the first account that was signed in, or the one last chosen.";
    case "chosen":
      return "It was chosen by hand.";
    case "order":
      return "It comes first in the order of accounts.";
    case "fill-first":
      return "It is the most used account that has something left.";
    case "most-remaining":
      return "It has the most left.";
    case "soonest-reset":
      return "Its week ends first.";
    case "reserve":
      return "The account before it has only its reserve left.";
    case "round-robin":
      return "It was its turn.";
    case "previous-limited":
    case "previous-unavailable":
      return `${cause.before === null ? "The account before it" : cause.before.name} ${why(cause.block)}.`;
  }
}

function why(block: Block | null): string {
  switch (block) {
    case "limited":
      return "cannot serve for a while";
    case "paused":
      return "is paused";
    case "dead":
      return "needs a new sign-in";
    case "sealed":
      return "is sealed by the keychain";
    case "excluded":
    case null:
      return "is not there any more";
  }
}
