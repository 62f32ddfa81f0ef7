import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./list-item.module.css";
import { OrderHandle } from "./order-handle.tsx";
import type { Ordering } from "./use-ordering.ts";
import type { Selection } from "./use-selection.ts";

export interface ListControls {
  /** null where moving would mean something else than it looks like, as in a filtered list. */
  ordering: Ordering | null;
  selection: Selection | null;
}

interface Properties extends ListControls {
  id: string;
  name: string;
  className: string | undefined;
  children: ReactNode;
}

/** One account of the list, however it is shown: it can be moved and picked. */
export function ListItem({ id, name, ordering, className = "", children }: Properties) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only a place to drop; keys move by the handle
    <li
      className={`${classes.item} ${className}`}
      aria-label={name}
      data-drop={ordering?.dropSide(id) ?? undefined}
      onDragOver={(event) => ordering?.over(id, event)}
      onDrop={(event) => ordering?.drop(event)}
    >
      {ordering !== null && <OrderHandle id={id} name={name} ordering={ordering} />}
      {children}
    </li>
  );
}

export function Pick({ id, name, selection }: { id: string; name: string; selection: Selection }) {
  const { t } = useTranslation();
  return (
    <input
      type="checkbox"
      className={classes.pick}
      aria-label={t("accounts.pickLabel", { name })}
      checked={selection.has(id)}
      onChange={() => selection.toggle(id)}
    />
  );
}
