/** Images to files. */
import path from "node:path";
import { writeFileAtomic } from "../../platform/atomic-file.ts";
import { AppError } from "../../platform/app-error.ts";
import { imagePart } from "../gateway/attachments.ts";
import { UsageError, type Command } from "../parsing/command.ts";
import { callJson } from "../gateway/gateway-access.ts";
import { listOption, numberOption, textOption } from "../parsing/option-values.ts";
import { readPrompt } from "../text/prompt-text.ts";

const formats: Record<string, string> = { ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp" };

export const image: Command = {
  usage: "image PROMPT -o FILE [--size WxH] [--quality QUALITY] [--edit FILE]… [-n COUNT]",
  help: "Makes an image and prints the path of its file. Several are numbered: cat-1.png, cat-2.png.",
  examples: [
    'switchyard image "A red signal box" -o box.png',
    'switchyard image "The same at night" --edit box.png -o night.png',
  ],
  options: {
    output: { type: "string", short: "o", help: "the file: .png, .jpg or .webp" },
    size: { type: "string", help: "auto, or for example 1024x1024, 1536x1024" },
    quality: { type: "string", help: "auto, low, medium or high" },
    edit: { type: "string", multiple: true, help: "start from this image" },
    count: { type: "string", short: "n", help: "how many, 1 to 10" },
  },
  async run(context, positionals, options) {
    const { terminal } = context;
    const file = textOption(options, "output");
    if (file === null) throw new UsageError("image wants a file to write to: -o cat.png");
    const format = formats[path.extname(file).toLowerCase()];
    if (format === undefined) throw new UsageError(`-o wants a .png, .jpg or .webp file, not "${file}".`);
    const count = numberOption(options, "count", { from: 1, to: 10, otherwise: 1 });
    const prompt = await readPrompt(terminal, positionals);
    const sources = await Promise.all(listOption(options, "edit").map(imagePart));
    const size = textOption(options, "size");
    const quality = textOption(options, "quality");
    const access = await context.gateway();
    const signal = context.interrupted();
    terminal.error(count === 1 ? "Making the image …" : `Making ${count} images …`);
    const body = {
      prompt,
      n: count,
      output_format: format,
      ...(size === null ? {} : { size }),
      ...(quality === null ? {} : { quality }),
      ...(sources.length === 0 ? {} : { images: sources.map(({ image_url }) => ({ image_url })) }),
    };
    const path_ = sources.length === 0 ? "/v1/images/generations" : "/v1/images/edits";
    try {
      const answer = await callJson(access, path_, { body, signal });
      const files = await writeImages(answer, file);
      for (const each of files) if (!context.json) terminal.out(each);
      if (context.json) terminal.out(JSON.stringify({ files }));
      return 0;
    } catch (error) {
      if (!signal.aborted) throw error;
      terminal.error("Cancelled.");
      return 1;
    }
  },
};

async function writeImages(answer: Record<string, unknown>, file: string): Promise<string[]> {
  const images = (answer["data"] as { b64_json?: string }[] | undefined) ?? [];
  const contents = images.flatMap(({ b64_json }) => (b64_json ? [Buffer.from(b64_json, "base64")] : []));
  if (contents.length === 0) throw new AppError("protocol", "The answer holds no image.", "Try again.");
  const { dir, name, ext } = path.parse(file);
  const files: string[] = [];
  for (const [index, content] of contents.entries()) {
    const target = contents.length === 1 ? file : path.join(dir, `${name}-${index + 1}${ext}`);
    await writeFileAtomic(path.resolve(target), content, 0o644);
    files.push(target);
  }
  return files;
}
