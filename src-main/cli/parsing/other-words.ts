/** Words of other gateways' command lines that mean one of ours. Pure. */

const listening = new Set(["serve", "service"]);

/** `name`: the command; `args`: the words behind it. */
export function ourWords(name: string, args: readonly string[]): { name: string; args: string[] } {
  const command = name === "daemon" ? "service" : name;
  if (!listening.has(command)) return { name: command, args: [...args] };
  const ours: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (word === "--") return { name: command, args: [...ours, ...args.slice(at)] };
    const next = args[at + 1];
    if (word.startsWith("--bind=")) ours.push(...address(word.slice("--bind=".length)));
    else if (word === "--bind" && next !== undefined) {
      ours.push(...address(next));
      at += 1;
    } else if (word === "--bind") ours.push("--host");
    else ours.push(command === "service" && word === "reinstall" ? "install" : word);
  }
  return { name: command, args: ours };
}

/** `HOST`, `HOST:PORT` or `[HOST]:PORT`. An IPv6 address without brackets has no port. */
function address(bind: string): string[] {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(bind) ?? [];
  const host = bracketed ?? plain ?? bind;
  return [...(host === "" ? [] : ["--host", host]), ...(port === undefined ? [] : ["--port", port])];
}
