import { textHash } from "./text-hash.ts";

const valid = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * A call id that both sides take: Anthropic wants `^[a-zA-Z0-9_-]+$`, the backend 64 characters at most (translation
 * 5.4). A valid id stays as it is; the same id always becomes the same one, so one function serves both directions.
 */
export function portableId(id: string): string {
  if (valid.test(id)) return id;
  return `${id.replaceAll(/[^a-zA-Z0-9_-]/g, "_").slice(0, 48)}_${textHash(id)}`;
}
