/** One prompt through the gateway, streamed to the terminal. */
import path from "node:path";
import { AppError } from "../../platform/app-error.ts";
import { writeFileAtomic } from "../../platform/atomic-file.ts";
import { filePart, imagePart } from "../attachments.ts";
import type { Command, Terminal } from "../command.ts";
import { eventsOf } from "../event-lines.ts";
import { call, refusalOf, type Answer } from "../gateway-access.ts";
import { listOption, textOption } from "../option-values.ts";
import { readPrompt } from "../prompt-words.ts";

export const ask: Command = {
  usage: "ask PROMPT [-m MODEL] [--image FILE]… [--file FILE]… [-o FILE]",
  help: "Asks one question and streams the answer. Without a prompt, or with -, it is read from standard input.",
  examples: [
    'switchyard ask "Name three rivers"',
    "git log -5 | switchyard ask -m gpt-5.5-high",
    'switchyard ask "What is wrong here?" --image screenshot.png',
  ],
  options: {
    model: { type: "string", short: "m", help: "model, with an effort as suffix if you like: gpt-5.5-high" },
    image: { type: "string", multiple: true, help: "an image to look at" },
    file: { type: "string", multiple: true, help: "a text, a PDF or an image to read" },
    output: { type: "string", short: "o", help: "write the answer to this file and print its path" },
  },
  async run(context, positionals, options) {
    const { terminal } = context;
    const prompt = await readPrompt(terminal, positionals);
    const parts = [
      { type: "input_text" as const, text: prompt },
      ...(await Promise.all(listOption(options, "image").map(imagePart))),
      ...(await Promise.all(listOption(options, "file").map(filePart))),
    ];
    const model = textOption(options, "model");
    const file = textOption(options, "output");
    const access = await context.gateway();
    const signal = context.interrupted();
    const body = {
      ...(model === null ? {} : { model }),
      input: [{ type: "message", role: "user", content: parts }],
      reasoning: { summary: "auto" },
      stream: true,
    };
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
