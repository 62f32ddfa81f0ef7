/** What a version of the program can do, asked once: a flag that is gone is told instead of suffered. */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { UpstreamFailure } from "../failure.ts";
import { agentEnvironment } from "../agents/environment.ts";
import { programMissing } from "../agents/agent-failures.ts";
import { findProgram } from "../agents/find-program.ts";
import { claudeName, neededFlags } from "./arguments.ts";

export interface FoundClaude {
  path: string;
  version: string;
  flags: ReadonlySet<string>;
}

/** Milliseconds that it may take to tell about itself. */
const patienceMs = 30_000;

/** Throws UpstreamFailure, naming the provider. */
export type FindClaude = () => Promise<FoundClaude>;

export function createProbe(
  { name, program }: { name: string; program: () => string },
  env: NodeJS.ProcessEnv,
): FindClaude {
  let known: { mark: string; found: Promise<FoundClaude> } | null = null;

  async function ask(path: string): Promise<FoundClaude> {
    const [version, help] = await Promise.all([run(path, "--version", env), run(path, "--help", env)]);
    if (version === null || help === null)
      throw unusable(
        `${path} does not tell its version and its flags. Try \`claude --version\` in a terminal.`,
      );
    const flags = new Set(help.match(/--[a-zA-Z][\w-]*/g) ?? []);
    const missing = neededFlags.filter((flag) => !flags.has(flag));
    if (missing.length > 0)
      throw unusable(
        `${path} (${version.trim()}) does not know ${missing.join(", ")}. Update it with \`claude update\`, or look for a newer version of Switchyard.`,
      );
    return { path, version: /\d+\.\d+\.\d+/.exec(version)?.[0] ?? version.trim(), flags };
  }

  function unusable(why: string): UpstreamFailure {
    return new UpstreamFailure({
      kind: "protocol",
      message: `The provider '${name}' cannot be used: ${why}`,
    });
  }

  return async () => {
    const wanted = program();
    const path = await findProgram(wanted, env);
    if (path === null) throw programMissing(claudeName(name), wanted);
    const { mtimeMs, size } = await stat(path);
    const mark = `${path} ${mtimeMs} ${size}`;
    if (known?.mark !== mark) {
      const found = ask(path);
      known = { mark, found };
      // A failure is asked about again.
      found.catch(() => {
        known = null;
      });
    }
    return known.found;
  };
}

function run(path: string, flag: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { env: agentEnvironment(env), timeout: patienceMs, windowsHide: true };
    const child = execFile(path, [flag], options, (error, stdout) => resolve(error === null ? stdout : null));
    child.stdin?.end();
  });
}
