/** Where a program of the person's lies. */
import { access, constants } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/**
 * The path of a program that is named, or of a path that is given; null: there is none. Apps that were started from a
 * desktop often have a shorter PATH than a terminal: the usual places are looked through too.
 */
export async function findProgram(program: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  if (path.isAbsolute(program)) return (await isProgram(program)) ? program : null;
  if (program.includes("/") || program.includes("\\")) return null;
  const home = env["HOME"] ?? env["USERPROFILE"] ?? os.homedir();
  const folders = [
    ...(env["PATH"] ?? env["Path"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder)),
    path.join(home, ".local", "bin"),
    path.join(home, ".claude", "local"),
    ...(process.platform === "win32" ? [] : ["/usr/local/bin", "/opt/homebrew/bin"]),
  ];
  for (const folder of folders)
    for (const name of process.platform === "win32" ? [`${program}.exe`, program] : [program]) {
      const found = path.join(folder, name);
      if (await isProgram(found)) return found;
    }
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
