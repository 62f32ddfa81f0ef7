/** Starts another program in this terminal, as if the person had. */
import { spawn } from "node:child_process";
import type { CommandContext } from "../parsing/command.ts";

/** Resolves with its exit code; 1 when it is not installed or was ended by a signal. */
export function runTool(
  { terminal }: Pick<CommandContext, "terminal">,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  // Programs installed by npm are .cmd files on Windows, which only its shell starts.
  const windows = process.platform === "win32";
  const line = windows ? args.map(quoteForWindows) : [...args];
  const child = spawn(program, line, { stdio: "inherit", env, shell: windows });
  // Ctrl-C is for the program; this process ends when it does.
  const leave = () => {};
  process.on("SIGINT", leave);
  const pass = () => void child.kill("SIGTERM");
  process.on("SIGTERM", pass);
  return new Promise((resolve) => {
    child.once("error", () => {
      terminal.error(`There is no \`${program}\` command on this computer.`);
      resolve(1);
    });
    child.once("exit", (code) => {
      process.off("SIGINT", leave);
      process.off("SIGTERM", pass);
      resolve(code ?? 1);
    });
  });
}

// One argument for cmd.exe and then for the program.
function quoteForWindows(argument: string): string {
  if (/^[\w./:=@-]+$/.test(argument)) return argument;
  return `"${argument.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, "$1$1")}"`.replaceAll(
    /[&|<>^%!]/g,
    "^$&",
  );
}
