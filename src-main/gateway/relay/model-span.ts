/** Where a JSON object names its model, found without parsing it: a passed body stays as it was written. */

export interface ModelSpan {
  model: string;
  /** Bytes of the value, quotes included. */
  from: number;
  to: number;
}

const byte = { quote: 34, comma: 44, colon: 58, open: 91, backslash: 92, close: 93, begin: 123, end: 125 };

/** Null when the bytes are no object, or name no model as text. Of several the last one counts, as for JSON.parse. */
export function modelSpan(bytes: Buffer): ModelSpan | null {
  let found: ModelSpan | null = null;
  let depth = 0;
  /** The last string at the top level: a key, once a colon follows. */
  let text: { from: number; to: number } | null = null;
  let isModel = false;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case byte.begin:
      case byte.open:
        if (depth === 0 && bytes[at] === byte.open) return null;
        depth += 1;
        break;
      case byte.end:
      case byte.close:
        depth -= 1;
        break;
      case byte.colon:
        if (depth === 1) isModel = text !== null && stringAt(bytes, text) === "model";
        break;
      case byte.comma:
        if (depth === 1) isModel = false;
        break;
      case byte.quote: {
        const end = endOfString(bytes, at);
        if (end === -1) return null;
        text = { from: at, to: end };
        if (depth === 1 && isModel) {
          const model = stringAt(bytes, text);
          if (model !== null) found = { model, ...text };
          isModel = false;
        }
        at = end - 1;
        break;
      }
      default:
    }
  }
  return depth === 0 ? found : null;
}

/** The same bytes with another model. */
export function withModel(bytes: Buffer, { from, to }: ModelSpan, model: string): Buffer {
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(JSON.stringify(model)), bytes.subarray(to)]);
}

/** Behind the closing quote; -1 when there is none. Strings may be pictures: they are not walked byte by byte. */
function endOfString(bytes: Buffer, from: number): number {
  for (let at = from + 1; ; at += 1) {
    at = bytes.indexOf(byte.quote, at);
    if (at === -1) return -1;
    let slashes = 0;
    while (bytes[at - 1 - slashes] === byte.backslash) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
}

function stringAt(bytes: Buffer, { from, to }: { from: number; to: number }): string | null {
  try {
    return JSON.parse(bytes.toString("utf8", from, to)) as string;
  } catch {
    return null;
  }
}
