/** Content of chat messages to Responses parts (translation 5.1). */
import { z } from "zod";
import { RequestError } from "../shared/request-error.ts";

const chatPartSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  refusal: z.string().optional(),
  image_url: z
    .union([z.string(), z.looseObject({ url: z.string(), detail: z.string().nullish() })])
    .optional(),
  file: z
    .looseObject({
      file_data: z.string().nullish(),
      file_id: z.string().nullish(),
      filename: z.string().nullish(),
    })
    .optional(),
});

export const chatContentSchema = z.union([z.string(), z.array(chatPartSchema)]).nullish();

type ChatPart = z.infer<typeof chatPartSchema>;
export type ChatContent = z.infer<typeof chatContentSchema>;

/** Parts of a user message or a tool's answer. */
export function inputParts(content: ChatContent, at: string): unknown[] {
  if (content === null || content === undefined) return [];
  if (typeof content === "string") return [{ type: "input_text", text: content }];
  return content.map((part, index) => inputPart(part, `${at}[${index}]`));
}

function inputPart(part: ChatPart, at: string): unknown {
  switch (part.type) {
    case "text":
    case "input_text":
      return { type: "input_text", text: part.text ?? "" };
    case "image_url":
    case "input_image": {
      const image = typeof part.image_url === "string" ? { url: part.image_url } : part.image_url;
      if (!image) throw missing(`${at}.image_url`);
      if (!/^(https?:|data:image\/)/i.test(image.url)) {
        throw new RequestError(`'${at}.image_url' must be an https address or a data:image/… URL.`, {
          param: `${at}.image_url`,
          code: "invalid_image_url",
        });
      }
      const detail = "detail" in image ? image.detail : null;
      return { type: "input_image", image_url: image.url, ...(detail ? { detail } : {}) };
    }
    case "file": {
      const { file_data, file_id, filename } = part.file ?? {};
      if (file_data)
        return { type: "input_file", filename: filename ?? "file.pdf", file_data: asDataUrl(file_data) };
      if (file_id) return { type: "input_file", file_id };
      throw missing(`${at}.file.file_data`);
    }
    case "refusal":
      return { type: "input_text", text: part.refusal ?? "" };
    default:
      throw new RequestError(
        `'${at}.type' is "${part.type}", which the models behind this gateway do not take.`,
        {
          param: `${at}.type`,
          code: "unsupported_content",
        },
      );
  }
}

/** All text of a content, for instructions and assistant messages. */
export function textOf(content: ChatContent): string {
  if (content === null || content === undefined) return "";
  if (typeof content === "string") return content;
  return content.map((part) => part.text ?? "").join("");
}

// Some clients send bare base64.
function asDataUrl(data: string): string {
  return data.startsWith("data:") ? data : `data:application/pdf;base64,${data}`;
}

function missing(param: string): RequestError {
  return new RequestError(`'${param}' is missing.`, { param, code: "missing_required_parameter" });
}
