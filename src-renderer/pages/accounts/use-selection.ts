import { useState } from "react";

export interface Selection {
  has(id: string): boolean;
  toggle(id: string): void;
  set(ids: string[]): void;
}

/** Accounts picked to do the same to all of them; null while nothing is picked from. */
export function useSelection(): {
  selection: Selection | null;
  ids: string[];
  begin: () => void;
  end: () => void;
} {
  const [ids, setIds] = useState<string[] | null>(null);
  return {
    ids: ids ?? [],
    begin: () => setIds([]),
    end: () => setIds(null),
    selection:
      ids === null
        ? null
        : {
            has: (id) => ids.includes(id),
            toggle: (id) => setIds(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]),
            set: setIds,
          },
  };
}
