/** The npm package as it would be published, and npm to work with it. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

export const projectRoot = path.join(import.meta.dirname, "../..");
export const execute = promisify(execFile);

/** npm in a folder, with nothing of the surroundings but PATH and what is given. */
export async function npm(folder: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const { stdout } = await execute("npm", [...args, ...quiet], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, ...env },
  });
  return stdout;
}

/** Builds what is stale and packs it into the folder; resolves with the tarball's name and what is in it. */
export async function pack(folder: string): Promise<{ tarball: string; files: string[] }> {
  await execute(process.execPath, ["scripts/run.mjs", "build"], { cwd: projectRoot });
  const [report] = JSON.parse(
    await npm(folder, ["pack", projectRoot, "--json", "--ignore-scripts", "--offline"]),
  ) as { filename: string; files: { path: string }[] }[];
  return { tarball: report?.filename ?? "", files: report?.files.map((file) => file.path) ?? [] };
}
