/**
 * JSON of many megabytes, read and written slice by slice: in one go it would hold up everything else for as long as it
 * takes, a second and more. The results are those of JSON.parse and JSON.stringify.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { createSerial } from "./serial.ts";

/** Bytes from which on it is worth it. */
export const largeJson = 8 * 1024 * 1024;

/** What is done before others get their turn: each takes a few milliseconds at most. */
const slice = { bytes: 512 * 1024, values: 5_000 };

type Pause = () => Promise<unknown>;

/** One after the other, so that the slices of several do not add up. */
const lane = createSerial();

/** Throws SyntaxError. `pause` lets others have their turn. */
export function parseSlices(bytes: Buffer, pause: Pause = nextTurn): Promise<unknown> {
  return lane.run(() => new SlicedParser(bytes, pause).run());
}

/** As Buffer.concat. */
export async function joinSlices(chunks: readonly Buffer[], pause: Pause = nextTurn): Promise<Buffer> {
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (size <= slice.bytes) return Buffer.concat(chunks);
  const whole = Buffer.allocUnsafeSlow(size);
  let at = 0;
  let rested = 0;
  for (const chunk of chunks) {
    at += chunk.copy(whole, at);
    if (at - rested < slice.bytes) continue;
    rested = at;
    await pause();
  }
  return whole;
}

interface Frame {
  into: unknown[] | Record<string, unknown>;
  /** Of an object: where the next value belongs. */
  key: string;
}

const byte = { quote: 34, comma: 44, colon: 58, open: 91, backslash: 92, close: 93, begin: 123, end: 125 };

class SlicedParser {
  private at = 0;
  private work = 0;
  private readonly stack: Frame[] = [];
  private readonly bytes: Buffer;
  private readonly pause: Pause;

  constructor(bytes: Buffer, pause: Pause) {
    this.bytes = bytes;
    this.pause = pause;
  }

  async run(): Promise<unknown> {
    for (;;) {
      if (this.work >= slice.bytes) await this.rest();
      this.work += slice.bytes / slice.values;
      const next = this.skip();
      let value: unknown;
      if (next === byte.begin || next === byte.open) {
        this.at += 1;
        const into = next === byte.open ? [] : {};
        const ends = next === byte.open ? byte.close : byte.end;
        if (this.skip() !== ends) {
          const frame: Frame = { into, key: "" };
          this.stack.push(frame);
          if (next === byte.begin) await this.readKey(frame);
          continue;
        }
        this.at += 1;
        value = into;
      } else {
        value = next === byte.quote ? await this.text() : this.scalar();
      }
      // A value is whole: it belongs to what is open, which may be whole with it.
      for (;;) {
        const frame = this.stack.at(-1);
        if (frame === undefined) {
          if (this.skip() !== undefined) throw this.unexpected();
          return value;
        }
        put(frame, value);
        const behind = this.skip();
        this.at += 1;
        if (behind === byte.comma) {
          if (!Array.isArray(frame.into)) await this.readKey(frame);
          break;
        }
        if (behind !== (Array.isArray(frame.into) ? byte.close : byte.end)) {
          this.at -= 1;
          throw this.unexpected();
        }
        this.stack.pop();
        value = frame.into;
      }
    }
  }

  private async rest(): Promise<void> {
    this.work = 0;
    await this.pause();
  }

  private async readKey(frame: Frame): Promise<void> {
    if (this.skip() !== byte.quote) throw this.unexpected();
    frame.key = await this.text();
    if (this.skip() !== byte.colon) throw this.unexpected();
    this.at += 1;
  }

  /** The byte behind blanks; undefined at the end. */
  private skip(): number | undefined {
    for (;;) {
      const next = this.bytes[this.at];
      if (next !== 32 && next !== 10 && next !== 13 && next !== 9) return next;
      this.at += 1;
    }
  }

  private async text(): Promise<string> {
    const start = this.at + 1;
    const end = await this.endOfText(start);
    const parts: string[] = [];
    for (let from = start; from < end || parts.length === 0;) {
      const to = this.cutBefore(from, Math.min(end, from + slice.bytes), end);
      try {
        parts.push(JSON.parse(`"${this.bytes.toString("utf8", from, to)}"`) as string);
      } catch {
        this.at = from;
        throw new SyntaxError(`Bad character or escape in the text at position ${start - 1}`);
      }
      this.work += to - from;
      from = to;
      if (this.work >= slice.bytes) await this.rest();
    }
    this.at = end + 1;
    return parts.length === 1 ? (parts[0] ?? "") : parts.join("");
  }

  private async endOfText(start: number): Promise<number> {
    for (let from = start, tries = 1; ; tries += 1) {
      const quote = this.bytes.indexOf(byte.quote, from);
      if (quote === -1) throw new SyntaxError(`Unterminated text at position ${start - 1}`);
      if (this.backslashesBefore(quote, start) % 2 === 0) return quote;
      from = quote + 1;
      if (tries % slice.values === 0) await this.rest();
    }
  }

  private backslashesBefore(at: number, start: number): number {
    let first = at;
    while (first > start && this.bytes[first - 1] === byte.backslash) first -= 1;
    return at - first;
  }

  /** Neither in the middle of a character nor of an escape. */
  private cutBefore(from: number, to: number, end: number): number {
    if (to >= end) return end;
    let cut = to;
    while (((this.bytes[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
    // The longest escape is \uXXXX: what began before it has ended.
    let escape = cut - 1;
    while (escape >= from && escape > cut - 6 && this.bytes[escape] !== byte.backslash) escape -= 1;
    if (this.bytes[escape] !== byte.backslash || escape < from) return cut;
    return this.backslashesBefore(escape + 1, from) % 2 === 0 ? cut : escape;
  }

  /** A number, true, false or null. */
  private scalar(): unknown {
    const start = this.at;
    let end = start;
    while (/[-+.\w]/.test(String.fromCharCode(this.bytes[end] ?? 0))) end += 1;
    try {
      const value: unknown = JSON.parse(this.bytes.toString("latin1", start, end));
      this.at = end;
      return value;
    } catch {
      throw this.unexpected();
    }
  }

  private unexpected(): SyntaxError {
    if (this.at >= this.bytes.length) return new SyntaxError("Unexpected end of JSON input");
    const [token = ""] = this.bytes.toString("utf8", this.at, this.at + 4);
    return new SyntaxError(`Unexpected token '${token}' at position ${this.at}`);
  }
}

function put({ into, key }: Frame, value: unknown): void {
  if (Array.isArray(into)) into.push(value);
  else if (key !== "__proto__") into[key] = value;
  else Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Whether the texts in a value are longer than so many characters all together. */
export function isLongerThan(value: unknown, characters: number): boolean {
  return lengthUpTo(value, characters) > characters;
}

function lengthUpTo(value: unknown, most: number): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let length = 0;
  // Asked of every request: a list is walked without the names of its places.
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && length <= most; at += 1)
      length += lengthUpTo(value[at], most - length);
    return length;
  }
  for (const key in value) {
    length += lengthUpTo((value as Record<string, unknown>)[key], most - length);
    if (length > most) break;
  }
  return length;
}

/** The bytes of a value's JSON, in pieces. */
export function jsonSlices(value: unknown, pause: Pause = nextTurn): Promise<Buffer[]> {
  return lane.run(async () => {
    const pieces: Buffer[] = [];
    let text = "";
    const put = () => {
      if (text !== "") pieces.push(Buffer.from(text));
      text = "";
    };
    for (const piece of written(value)) {
      text += piece;
      if (text.length < slice.bytes / 2) continue;
      put();
      await pause();
    }
    put();
    return pieces;
  });
}

function* written(value: unknown): Generator<string> {
  if (!isLongerThan(value, slice.bytes / 4)) {
    yield JSON.stringify(value);
  } else if (typeof value === "string") {
    yield '"';
    // A pair of surrogates that is cut in two is written as two escapes, which read as the same character.
    for (let at = 0; at < value.length; at += slice.bytes / 4)
      yield JSON.stringify(value.slice(at, at + slice.bytes / 4)).slice(1, -1);
    yield '"';
  } else if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) {
      yield index === 0 ? "[" : ",";
      yield* written(entry === undefined ? null : entry);
    }
    yield "]";
  } else {
    let before = "{";
    for (const [key, entry] of Object.entries(value as object)) {
      if (entry === undefined) continue;
      yield `${before}${JSON.stringify(key)}:`;
      before = ",";
      yield* written(entry);
    }
    yield "}";
  }
}
