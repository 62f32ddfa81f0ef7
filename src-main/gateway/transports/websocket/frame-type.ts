/** The `type` of an event's JSON. Usually it stands first, and the rest need not be parsed; "" when there is none. */
export function frameType(text: string): string {
  const start = '{"type":"';
  if (text.startsWith(start)) return text.slice(start.length, text.indexOf('"', start.length));
  const type = (parseFrame(text) ?? {})["type"];
  return typeof type === "string" ? type : "";
}

/** A frame's JSON object, or null. */
export function parseFrame(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
