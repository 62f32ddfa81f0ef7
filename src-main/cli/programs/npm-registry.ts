/** The person's own npm: it knows their registry, proxy and rights. */
import { spawn } from "node:child_process";
import { AppError } from "../../platform/app-error.ts";

interface Finished {
  code: number;
  out: string;
}

/** Runs npm; `shown` lets the person see what it prints. Throws AppError when there is no npm. */
export function npm(args: string[], env: NodeJS.ProcessEnv, shown = false): Promise<Finished> {
  return new Promise((resolve, reject) => {
    // On Windows npm is a script.
    const child = spawn("npm", args, {
      env,
      shell: process.platform === "win32",
      stdio: ["ignore", shown ? "inherit" : "pipe", shown ? "inherit" : "ignore"],
    });
    let out = "";
    child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.once("error", () =>
      reject(
        new AppError("bad_request", "npm was not found.", "Install Node with npm, or look at your PATH."),
      ),
    );
    child.once("close", (code) => resolve({ code: code ?? 1, out }));
  });
}

/** The newest version of a package in the registry. Throws AppError that says why there is none. */
export async function newestVersion(name: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { out } = await npm(["view", name, "version", "--json", "--fetch-retries=0"], env);
  const answer = parse(out);
  if (typeof answer === "string") return answer;
  const { code, summary } = (answer as { error?: { code?: string; summary?: string } } | null)?.error ?? {};
  if (code === "E404")
    throw new AppError(
      "bad_request",
      `npm's registry has no package ${name}.`,
      "Look at `npm config get registry`.",
    );
  throw new AppError(
    "network",
    `npm could not ask its registry (${[code, summary?.split("\n")[0]].filter(Boolean).join(": ") || "no answer"}).`,
    "Nothing was changed. Look at your connection or proxy, and try again.",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
