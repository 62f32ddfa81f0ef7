/**
 * A JSON file of ours: read by its schema, replaced in one step. What cannot be understood
 * (damaged, of a newer version, a folder in its place) is kept aside and told; what the disk does not give is a failure
 * and no damage.
 */
import { readFileIfThere, removeUnfinished, writeFileAtomic } from "./atomic-file.ts";
import { setAside } from "./set-aside.ts";

export interface JsonFile<T> {
  /** Null when there is none. Throws what the disk says. */
  read: () => Promise<T | null>;
  /** On disk when it resolves. */
  write: (value: object) => Promise<void>;
  /** Removes what killed processes left beside it. */
  tidy: () => Promise<void>;
}

/** What of a zod schema is asked. */
interface Schema<T> {
  safeParse: (value: unknown) => { success: true; data: T } | { success: false };
}

/** `onSetAside` is told where unreadable content was put. */
export function jsonFile<T>(
  file: string,
  schema: Schema<T>,
  onSetAside: (kept: string) => void,
): JsonFile<T> {
  async function read(): Promise<T | null> {
    const text = await readFileIfThere(file).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "EISDIR") return "";
      throw error;
    });
    if (text === null) return null;
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    onSetAside(setAside(file));
    return null;
  }

  return {
    read,
    write: (value) => writeFileAtomic(file, `${JSON.stringify(value, null, 2)}\n`),
    tidy: () => removeUnfinished(file),
  };
}

/** Undefined, which no schema takes, when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
