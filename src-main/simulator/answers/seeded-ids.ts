/** Ids that look random and are the same again for the same seed. */
export interface IdSource {
  /** Lower-case hex digits. */
  hex(length: number): string;
  /** `prefix` and 24 hex digits, e.g. `msg_0f…`. */
  id(prefix: string): string;
  uuid(): string;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** mulberry32: small, fast, and good enough for ids nobody has to guess. */
export function seededIds(seed: string): IdSource {
  let state = hash(seed);
  const word = (): string => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0).toString(16).padStart(8, "0");
  };
  const hex = (length: number): string => {
    let text = "";
    while (text.length < length) text += word();
    return text.slice(0, length);
  };
  return {
    hex,
    id: (prefix) => prefix + hex(24),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}
