/**
 * Tool names of a request, both ways. The backend takes `^[a-zA-Z0-9_-]{1,64}$` (translation 5.5); MCP servers
 * use longer names with dots and slashes. The same name always maps to the same wire name within a request.
 */
export interface ToolNames {
  toWire(name: string): string;
  toClient(wireName: string): string;
}

const allowed = /^[a-zA-Z0-9_-]{1,64}$/;

export function createToolNames(): ToolNames {
  const wireByName = new Map<string, string>();
  const nameByWire = new Map<string, string>();
  return {
    toWire(name) {
      const known = wireByName.get(name);
      if (known !== undefined) return known;
      let wire = allowed.test(name) ? name : shorten(name);
      for (let count = 2; nameByWire.has(wire); count += 1) wire = `${shorten(name).slice(0, 60)}_${count}`;
      wireByName.set(name, wire);
      nameByWire.set(wire, name);
      return wire;
    },
    toClient: (wireName) => nameByWire.get(wireName) ?? wireName,
  };
}

// Keeps the last part, the one that tells tools of a server apart.
function shorten(name: string): string {
  const clean = name.replaceAll(/[^a-zA-Z0-9_-]/g, "_") || "tool";
  if (clean.length <= 64) return clean;
  const last = clean.split("__").at(-1) ?? clean;
  return (clean.startsWith("mcp__") ? `mcp__${last}` : clean).slice(0, 64);
}
