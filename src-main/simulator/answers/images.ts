/** POST /codex/images/generations and /edits (codex-backend 2.12), and the pictures themselves. */
import { crc32, deflateSync } from "node:zlib";
import { isRecord, recordsOf, textOf, type Json } from "../rules/json-shape.ts";
import { apiError, detail, type Reply } from "./reply.ts";
import type { SimulatedAccount } from "../accounts/simulated-account.ts";
import { tokensOf } from "../rules/token-counts.ts";

const EDGE = 96;
const MAX_PIXELS = 1_572_864;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A small real PNG: a disc before a gradient, in colours that follow from the prompt. Base64. */
export function renderPng(prompt: string): string {
  const hue = crc32(prompt);
  const [red, green, blue] = [hue & 255, (hue >>> 8) & 255, (hue >>> 16) & 255];
  const pixels = Buffer.alloc(EDGE * (EDGE * 3 + 1));
  let offset = 0;
  for (let y = 0; y < EDGE; y += 1) {
    offset += 1; // Filter byte 0: none.
    for (let x = 0; x < EDGE; x += 1) {
      const inside = (x - EDGE / 2) ** 2 + (y - EDGE / 2) ** 2 < (EDGE / 3) ** 2;
      const shade = inside ? 255 : Math.round((y / EDGE) * 160);
      pixels[offset] = (red + shade) >> 1;
      pixels[offset + 1] = (green + shade) >> 1;
      pixels[offset + 2] = (blue + shade) >> 1;
      offset += 3;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(EDGE, 0);
  header.writeUInt32BE(EDGE, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB.
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const parts = [
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat(parts).toString("base64");
}

function invalid(param: string, value: unknown): Reply {
  return apiError(400, { message: `Invalid value: '${String(value)}'.`, code: "invalid_value", param });
}

const fields: Record<string, (value: unknown) => boolean> = {
  prompt: (value) => typeof value === "string" && value !== "",
  model: (value) => value === "gpt-image-2" || value === "gpt-image-1.5",
  background: (value) => ["transparent", "opaque", "auto"].includes(textOf(value)),
  quality: (value) => ["low", "medium", "high", "auto"].includes(textOf(value)),
  size: (value) => {
    const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(textOf(value)) ?? [];
    return value === "auto" || (width !== undefined && Number(width) * Number(height) <= MAX_PIXELS);
  },
  n: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10,
};

function checkEditImages(value: unknown): Reply | null {
  const images = recordsOf(value);
  if (images.length === 0) return invalid("images", value);
  const bad = images.findIndex(
    (image) => !/^data:image\/\w+;base64,|^https:\/\//.test(textOf(image["image_url"]).slice(0, 40)),
  );
  return bad < 0 ? null : invalid(`images[${bad}].image_url`, "…");
}

/** `edit` wants the `images` to start from; both take JSON only. */
export function answerImages(
  body: unknown,
  edit: boolean,
  account: SimulatedAccount,
  createdAt: number,
): Reply {
  if (!isRecord(body)) return detail(400, "Request body must be a JSON object");
  if (account.plan === "free") return detail(403, "Image generation is not available on the free plan.");
  for (const [key, value] of Object.entries(body)) {
    if (edit && key === "images") continue;
    const fits = fields[key];
    if (!fits) return detail(400, `Unsupported parameter: ${key}`);
    if (!fits(value)) return invalid(key, value);
  }
  if (body["prompt"] === undefined) return invalid("prompt", undefined);
  const problem = edit ? checkEditImages(body["images"]) : null;
  return problem ?? { status: 200, body: answer(body, createdAt) };
}

function answer(body: Json, createdAt: number): object {
  const prompt = textOf(body["prompt"]);
  const told = (key: string, otherwise: string): unknown =>
    body[key] === undefined || body[key] === "auto" ? otherwise : body[key];
  const input = tokensOf(prompt);
  const count = Number(body["n"] ?? 1);
  return {
    created: createdAt,
    data: Array.from({ length: count }, (_, index) => ({ b64_json: renderPng(`${prompt}#${index}`) })),
    background: told("background", "opaque"),
    output_format: "png",
    quality: told("quality", "medium"),
    size: told("size", "1024x1024"),
    usage: { input_tokens: input, output_tokens: 1_000 * count, total_tokens: input + 1_000 * count },
  };
}
