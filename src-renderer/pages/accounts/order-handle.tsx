import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { GripIcon } from "../../components/icons.tsx";
import classes from "./order-handle.module.css";
import type { Ordering } from "./use-ordering.ts";

interface Properties {
  id: string;
  name: string;
  ordering: Ordering;
}

/** Drags its account to another place; the arrow keys do the same, step by step. */
export function OrderHandle({ id, name, ordering }: Properties) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const index = ordering.indexOf(id);

  // A moved element loses the focus.
  useEffect(() => {
    if (ordering.takeFocus(id)) button.current?.focus();
    // oxlint-disable-next-line react/exhaustive-deps -- only a new place moves the element
  }, [index]);

  return (
    <button
      ref={button}
      type="button"
      className={classes.handle}
      draggable
      title={t("accounts.moveHint")}
      aria-label={t("accounts.moveLabel", { name, position: index + 1, count: ordering.count })}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", name);
        const item = event.currentTarget.closest("li");
        if (item !== null) event.dataTransfer.setDragImage(item, 12, 18);
        ordering.drag(id);
      }}
      onDragEnd={() => ordering.end()}
      onKeyDown={(event) => {
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        ordering.move(id, event.key === "ArrowUp" ? -1 : 1);
      }}
    >
      <GripIcon />
    </button>
  );
}
