/** What goes wrong with any agent program, in words. */
import type { FailureKind } from "../../../src-shared/failure-kind.ts";
import { UpstreamFailure } from "../failure.ts";
import type { AgentEnd } from "./agent-process.ts";

export interface AgentName {
  /** The name of the provider. */
  provider: string;
  /** The program, as people know it. */
  title: string;
  /** What one types to start it. */
  command: string;
}

/** The process was gone before the answer was whole. */
export function failureOfEnd(
  { provider, title, command }: AgentName,
  { how, code, stderr }: AgentEnd,
): UpstreamFailure {
  const last = stderr === "" ? "" : ` The last it said: ${stderr}`;
  const fail = (kind: FailureKind, what: string) =>
    new UpstreamFailure({ kind, message: `The provider '${provider}': ${what}` });
  switch (how) {
    case "not-started":
      return fail("network", "its program could not be started. Check its path with `switchyard providers`.");
    case "no-json":
      return fail(
        "protocol",
        `its program wrote something else than ${title} does. Check that --program names ${title}.${last}`,
      );
    case "ended":
      return fail("stream-cut", "its program was ended, as Switchyard closed or needed its place.");
    case "exited":
      return fail(
        "stream-cut",
        `its program ended${code === null ? "" : ` with code ${code}`} before its answer was whole. Try again; if it goes on, start \`${command}\` in a terminal to see why.${last}`,
      );
  }
}

export function programMissing({ provider, title }: AgentName, program: string): UpstreamFailure {
  return new UpstreamFailure({
    kind: "network",
    code: "program_missing",
    message: `The provider '${provider}' found no program '${program}'. Install ${title} and sign in there, or name its path with --program.`,
  });
}

/** A person's plan serves that person: never whoever else reaches the gateway. */
export function beyondLoopback(provider: string): UpstreamFailure {
  return new UpstreamFailure({
    kind: "forbidden",
    code: "loopback_only",
    message: `The provider '${provider}' serves this computer alone, and the gateway listens on the network. Set gateway.host to 127.0.0.1 to use it.`,
  });
}
