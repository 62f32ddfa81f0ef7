/** `ask --raw` and `ask --body`: a request, and its answer as the gateway sends it. */
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { UsageError, type CommandContext, type Terminal } from "../parsing/command.ts";
import { call, refusalOf } from "./gateway-access.ts";
import { textOption } from "../parsing/option-values.ts";

export interface RawRequest {
  path: string;
  /** A text goes as it is. */
  body: unknown;
}

/** What --body names; null without it. Throws UsageError for a body that is no JSON and for what cannot go with it. */
export async function ownRequest(
  terminal: Terminal,
  positionals: readonly string[],
  options: Record<string, unknown>,
): Promise<RawRequest | null> {
  const file = textOption(options, "body");
  const to = textOption(options, "to");
  if (file === null && to !== null) throw new UsageError("--to needs --body.");
  if (file === null) return null;
  const other = ["model", "image", "file"].find((name) => options[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} does not go with --body: put it into the file.`);
  if (positionals.length > 0) throw new UsageError("With --body there is no prompt: put it into the file.");
  if (to !== null && !to.startsWith("/"))
    throw new UsageError(`--to wants a path such as /v1/messages, not "${to}".`);
  const body = file === "-" ? await terminal.read() : await readFile(file, "utf8");
  try {
    JSON.parse(body);
  } catch {
    throw new UsageError(`${file === "-" ? "Standard input" : file} holds no JSON.`);
  }
  return { path: to ?? "/v1/responses", body };
}

/** @param file where the answer is written; null = standard output */
export async function askRaw(
  context: CommandContext,
  asked: RawRequest,
  file: string | null,
): Promise<number> {
  const { terminal } = context;
  const access = await context.gateway();
  const signal = context.interrupted();
  try {
    const answer = await call(access, asked.path, { body: asked.body, signal });
    if (answer.statusCode !== 200) throw await refusalOf(answer);
    if (file === null)
      for await (const piece of answer.body.setEncoding("utf8")) terminal.write(String(piece));
    else {
      await pipeline(answer.body, createWriteStream(path.resolve(file)));
      terminal.out(file);
    }
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    terminal.error("Cancelled.");
    return 1;
  }
}
