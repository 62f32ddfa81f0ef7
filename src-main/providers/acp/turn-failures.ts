/** How a request to an agent fails, by the codes of its protocol (backends 7). Pure. */
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import { fieldsOf } from "../anthropic/shapes.ts";
import { UpstreamFailure } from "../failure.ts";
import { asText } from "../json-events.ts";
import type { KnownAgent } from "./known-agents.ts";

const signedOut = -32_000;
const wrongParams = -32_602;
const longestWords = 300;

const byErrorKind: Readonly<Record<string, FailureKind>> = {
  rate_limit: "rate-limited",
  overloaded: "overloaded",
  authentication_failed: "key-refused",
  billing_error: "payment",
  invalid_request: "bad-request",
};

/** @param asked words of the prompt, which an error that repeats them must not carry on */
export function failureOfRequest(
  provider: string,
  agent: KnownAgent,
  error: unknown,
  asked = "",
): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
  const errorKind = asText(fieldsOf(data)["errorKind"]);
  const kind = code === signedOut ? "key-refused" : (byErrorKind[errorKind] ?? kindOfCode(code));
  return new UpstreamFailure({
    kind,
    code: errorKind === "" ? null : errorKind,
    message: `The provider '${provider}': ${words(kind, agent, quotable(asText(message), asked))}`,
  });
}

function kindOfCode(code: unknown): FailureKind {
  return code === wrongParams ? "bad-request" : "server";
}

function words(kind: FailureKind, { title, command, signIn }: KnownAgent, said: string): string {
  const quoted = said === "" ? "" : ` It says: ${said}`;
  switch (kind) {
    case "key-refused":
      return `${title} is not signed in. ${signIn}`;
    case "rate-limited":
      return `${title} takes no more requests for a moment.${quoted}`;
    case "bad-request":
      return `${title} refused the request.${quoted}`;
    default:
      return `${title} could not answer. Try again; if it goes on, start \`${command}\` in a terminal to see why.${quoted}`;
  }
}

/** Nothing of a prompt may end in a log by way of an error. */
function quotable(said: string, asked: string): string {
  const pieces = (text: string) => text.split(/[\n.:;,"'`]+/).map((each) => each.trim());
  const repeats = (text: string, within: string) =>
    pieces(text).some((piece) => piece.length >= 8 && within.includes(piece));
  if (repeats(asked, said) || repeats(said, asked)) return "";
  return said.length > longestWords ? `${said.slice(0, longestWords)}…` : said;
}
