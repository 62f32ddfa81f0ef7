import { useRef, useState, type DragEvent } from "react";
import type { AccountView } from "../../../src-shared/contract/index.ts";
import { useMutation, type Mutation } from "../../query/use-mutation.ts";
import { useClient } from "../../live/use-live.tsx";
import { movedBeside, movedTo } from "./shown-accounts.ts";

export interface Ordering {
  /** From 0 on. */
  indexOf(id: string): number;
  count: number;
  /** Where the dragged account would go, seen from this one; null when not beside it. */
  dropSide(id: string): "before" | "after" | null;
  move(id: string, by: -1 | 1): void;
  /** True once for the account that was moved by key, whose handle then takes the focus back. */
  takeFocus(id: string): boolean;
  drag(id: string): void;
  over(id: string, event: DragEvent<HTMLElement>): void;
  drop(event: DragEvent<HTMLElement>): void;
  end(): void;
  save: Mutation<[string[]]>;
}

interface Drag {
  id: string;
  beside: string | null;
  side: "before" | "after";
}

/** The order of the accounts, changed by dragging a handle or with its arrow keys. */
export function useOrdering(accounts: AccountView[]): Ordering {
  const client = useClient();
  const [dragged, setDragged] = useState<Drag | null>(null);
  const focus = useRef<string | null>(null);
  const ids = accounts.map(({ id }) => id);
  const save = useMutation((next: string[]) => client.accounts.reorder({ ids: next }));

  return {
    indexOf: (id) => ids.indexOf(id),
    count: ids.length,
    save,
    dropSide: (id) => (dragged !== null && dragged.beside === id && dragged.id !== id ? dragged.side : null),
    move(id, by) {
      const index = ids.indexOf(id) + by;
      if (index < 0 || index >= ids.length) return;
      focus.current = id;
      void save.run(movedTo(ids, id, index));
    },
    takeFocus(id) {
      if (focus.current !== id) return false;
      focus.current = null;
      return true;
    },
    drag: (id) => setDragged({ id, beside: null, side: "before" }),
    over(id, event) {
      if (dragged === null) return;
      event.preventDefault();
      const { top, height } = event.currentTarget.getBoundingClientRect();
      const side = event.clientY < top + height / 2 ? "before" : "after";
      if (dragged.beside !== id || dragged.side !== side) setDragged({ ...dragged, beside: id, side });
    },
    drop(event) {
      event.preventDefault();
      setDragged(null);
      if (dragged === null || dragged.beside === null) return;
      const next = movedBeside(ids, dragged.id, dragged.beside, dragged.side);
      if (next.some((id, index) => id !== ids[index])) void save.run(next);
    },
    end: () => setDragged(null),
  };
}
