/** The tools over standard input and output, for the program that started this process. */
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createMcpServer, type McpOptions } from "./server.ts";

/** Resolves when the other side has closed its end, or the signal fires. */
export async function serveMcpOverStdio(options: McpOptions, signal: AbortSignal): Promise<void> {
  const handle = serveStdio(() => createMcpServer(options));
  await new Promise<void>((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await handle.close();
}
