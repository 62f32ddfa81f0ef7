/** What may be told of an error anywhere: what it is and where it came from. Its words may quote a request or a token. */
export function redactError(
  error: unknown,
): { name: string; code?: string; stack: string } | { type: string } {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, code } = error as Error & { code?: unknown };
  return { name, ...(typeof code === "string" ? { code } : {}), stack: stackWithoutMessage(error) };
}

function stackWithoutMessage(error: Error): string {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}
