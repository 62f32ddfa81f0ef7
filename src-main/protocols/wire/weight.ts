/** Roughly how many bytes a parsed value holds in memory: its texts, and something for every entry. */
export function weightOf(value: unknown): number {
  let weight = 0;
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    weight += 16;
    if (typeof next === "string") weight += next.length;
    else if (typeof next === "object" && next !== null) {
      for (const [key, entry] of Object.entries(next)) {
        weight += key.length;
        open.push(entry);
      }
    }
  }
  return weight;
}
