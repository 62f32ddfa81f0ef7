/** How long a key has to be where others can try keys: beyond this computer. */
import type { Settings } from "../../src-shared/settings.ts";
import type { ProblemCode } from "../../src-shared/problem.ts";
import { AppError } from "../platform/app-error.ts";
import { isLoopback } from "../platform/is-loopback.ts";

const shortest = 16;

/** Why the gateway may not listen there with that key; null when it may, or when it has none. */
export function shortKeyProblem(
  { host, apiKey }: Pick<Settings["gateway"], "host" | "apiKey">,
  code: ProblemCode,
): AppError | null {
  if (apiKey === null || apiKey.length >= shortest || isLoopback(host)) return null;
  return new AppError(
    code,
    `The API key has ${apiKey.length} characters; to listen on ${host}, where others can try keys, it needs at least ${shortest}.`,
    "Set a longer key (`openssl rand -hex 24` makes one), or listen on 127.0.0.1.",
  );
}
