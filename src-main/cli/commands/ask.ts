/** One prompt through the gateway, streamed to the terminal. */
import path from "node:path";
import { AppError } from "../../platform/app-error.ts";
import { writeFileAtomic } from "../../platform/atomic-file.ts";
import { filePart, imagePart } from "../gateway/attachments.ts";
import { UsageError, type Command, type Terminal } from "../parsing/command.ts";
import { eventsOf } from "../gateway/event-lines.ts";
import { call, refusalOf, type Answer } from "../gateway/gateway-access.ts";
import { listOption, textOption } from "../parsing/option-values.ts";
import { readPrompt } from "../text/prompt-text.ts";
import { askRaw, ownRequest } from "../gateway/raw-request.ts";

export const ask: Command = {
  usage:
    "ask PROMPT [-m MODEL] [--image FILE]… [--file FILE]… [--raw] [-o FILE]  ·  ask --body FILE [--to PATH] [-o FILE]",
  help: "Asks one question and streams the answer. Without a prompt, or with -, it is read from standard input. --raw prints the answer as the gateway sends it, event by event; --body sends a request of your own as it is, and prints what comes likewise.",
  examples: [
    'switchyard ask "Name three rivers"',
    "git log -5 | switchyard ask -m gpt-5.5-high",
    'switchyard ask "What is wrong here?" --image screenshot.png',
    "switchyard ask --body request.json --to /v1/chat/completions -o events.txt",
  ],
  options: {
    model: { type: "string", short: "m", help: "model, with an effort as suffix if you like: gpt-5.5-high" },
    image: { type: "string", multiple: true, help: "an image to look at" },
    file: { type: "string", multiple: true, help: "a text, a PDF or an image to read" },
    raw: { type: "boolean", help: "the answer as it comes, event by event" },
    body: { type: "string", help: "a request of your own: the JSON in this file, - for standard input" },
    to: { type: "string", help: "with --body: the route that takes it (/v1/responses)" },
    output: { type: "string", short: "o", help: "write the answer to this file and print its path" },
  },
  async run(context, positionals, options) {
    const { terminal } = context;
    const raw = options["raw"] === true || textOption(options, "body") !== null;
    if (raw && context.json) throw new UsageError("--json cannot be combined with --raw or --body.");
    const own = await ownRequest(terminal, positionals, options);
    if (own !== null) return askRaw(context, own, textOption(options, "output"));
    const prompt = await readPrompt(terminal, positionals);
    const parts = [
      { type: "input_text" as const, text: prompt },
      ...(await Promise.all(listOption(options, "image").map(imagePart))),
      ...(await Promise.all(listOption(options, "file").map(filePart))),
    ];
    const model = textOption(options, "model");
    const file = textOption(options, "output");
    const body = {
      ...(model === null ? {} : { model }),
      input: [{ type: "message", role: "user", content: parts }],
      reasoning: { summary: "auto" },
      stream: true,
    };
    if (raw) return askRaw(context, { path: "/v1/responses", body }, file);
    const access = await context.gateway();
    const signal = context.interrupted();
    try {
      const answer = await call(access, "/v1/responses", { body, signal });
      if (answer.statusCode !== 200) throw await refusalOf(answer);
      const told = await follow(answer, terminal, file === null && !context.json);
      if (file !== null) await writeFileAtomic(path.resolve(file), `${told.text}\n`, 0o644);
      if (context.json) terminal.out(JSON.stringify({ ...told, ...(file === null ? {} : { file }) }));
      else if (file !== null) terminal.out(file);
      return 0;
    } catch (error) {
      if (!signal.aborted) throw error;
      terminal.error("Cancelled.");
      return 1;
    }
  },
};

/** The whole answer; `show` prints it as it comes. Throws AppError when the stream does not end well. */
async function follow(answer: Answer, terminal: Terminal, show: boolean) {
  let text = "";
  let thinking = false;
  for await (const event of eventsOf(answer)) {
    switch (event.type) {
      case "response.reasoning_summary_text.delta":
        thinking = true;
        terminal.aside(event.delta ?? "");
        break;
      case "response.output_text.delta":
        if (thinking) terminal.aside("\n\n");
        thinking = false;
        text += event.delta ?? "";
        if (show) terminal.write(event.delta ?? "");
        break;
      case "response.completed":
      case "response.incomplete":
        if (show && !text.endsWith("\n")) terminal.write("\n");
        return { text, model: event.response?.model ?? null, usage: event.response?.usage ?? null };
      case "response.failed":
      case "error":
        if (show && text !== "") terminal.write("\n");
        throw new AppError(
          "protocol",
          event.response?.error?.message ?? event.error?.message ?? event.message ?? "The answer failed.",
        );
      default:
    }
  }
  throw new AppError("stream_cut", "The answer ended before it was whole.", "Try again.");
}
