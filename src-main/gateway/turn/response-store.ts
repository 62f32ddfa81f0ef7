/**
 * Responses that clients may come back to by id, which the backend itself does not keep. In memory only: what was
 * said never reaches a disk, and a restart forgets. The oldest go first.
 */
import type { StoredResponse } from "../../protocols/protocol.ts";
import type { WireItem } from "../../protocols/wire/wire.ts";

/** Whichever is reached first. */
const responseLimits = { count: 1000, bytes: 128 * 1024 * 1024 };

export type ResponseStore = ReturnType<typeof createResponseStore>;

export function createResponseStore(limits = responseLimits) {
  const byId = new Map<string, StoredResponse>();
  const items = new Map<string, { item: WireItem; responseId: string }>();
  let bytes = 0;

  function forget(id: string): boolean {
    const stored = byId.get(id);
    if (!stored) return false;
    byId.delete(id);
    bytes -= stored.bytes;
    for (const item of stored.response.output ?? []) {
      if (item.id !== undefined && items.get(item.id)?.responseId === id) items.delete(item.id);
    }
    return true;
  }

  return {
    get: (id: string) => byId.get(id) ?? null,
    /** An item that was delivered, to be put in place of a reference to it. */
    item: (id: string) => items.get(id)?.item ?? null,
    keep(stored: StoredResponse): void {
      const { id } = stored.response;
      if (id === undefined) return;
      forget(id);
      byId.set(id, stored);
      bytes += stored.bytes;
      for (const item of stored.response.output ?? []) {
        if (item.id !== undefined) items.set(item.id, { item, responseId: id });
      }
      for (const oldest of byId.keys()) {
        if (byId.size <= limits.count && bytes <= limits.bytes) break;
        forget(oldest);
      }
    },
    forget,
    size: () => ({ count: byId.size, bytes }),
  };
}
