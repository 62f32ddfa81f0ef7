/** Waiting in turn: first come, first served within a lane, and one of each lane after the other. */

export interface FairQueue<T> {
  readonly size: number;
  push(lane: string, entry: T): void;
  remove(lane: string, entry: T): void;
  /**
   * Offers the first of each lane, beginning with the lane that was served longest ago. An entry that is taken
   * leaves, and its lane goes to the end.
   */
  offer(takes: (entry: T) => boolean): void;
}

export function createFairQueue<T>(): FairQueue<T> {
  const lanes = new Map<string, T[]>();
  let size = 0;

  function drop(lane: string, entry: T): void {
    const entries = lanes.get(lane);
    const index = entries?.indexOf(entry) ?? -1;
    if (entries === undefined || index < 0) return;
    entries.splice(index, 1);
    size -= 1;
    if (entries.length === 0) lanes.delete(lane);
  }

  return {
    get size() {
      return size;
    },
    push(lane, entry) {
      const entries = lanes.get(lane);
      if (entries) entries.push(entry);
      else lanes.set(lane, [entry]);
      size += 1;
    },
    remove: drop,
    offer(takes) {
      for (let taken = true; taken;) {
        taken = false;
        // A copy: lanes that were served go to the end.
        for (const [lane, [first]] of Array.from(lanes)) {
          if (first === undefined || !takes(first)) continue;
          taken = true;
          drop(lane, first);
          const rest = lanes.get(lane);
          if (rest === undefined) continue;
          lanes.delete(lane);
          lanes.set(lane, rest);
        }
      }
    },
  };
}
