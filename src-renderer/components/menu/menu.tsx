import { ActionIcon, Button } from "@mantine/core";
import { useId, useRef, type KeyboardEvent } from "react";
import { useConnection } from "../../live/use-live.tsx";
import { ChevronIcon, MoreIcon } from "../icons.tsx";
import { keyTarget } from "./key-target.ts";
import classes from "./menu.module.css";
import { placeBelow } from "./place-below.ts";

export interface MenuItem {
  text: string;
  /** What it is called where the text alone does not tell what it acts on. */
  label?: string;
  onChoose: () => void;
}

interface Properties {
  label: string;
  /** On the button; without one it is three dots. */
  text?: string;
  /** null: a line. */
  items: (MenuItem | null)[];
}

/** A button and the actions behind it. The browser's own popover closes it: by Escape, or a click anywhere else. */
export function Menu({ label, text, items }: Properties) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const online = useConnection().state === "live";

  const opened = () => {
    if (button.current === null || list.current === null) return;
    placeBelow(list.current, button.current.getBoundingClientRect());
    list.current.querySelector("button")?.focus();
  };
  // The button has the focus again before anything else takes it: a dialog gives it back there.
  const choose = (item: MenuItem) => {
    list.current?.hidePopover();
    button.current?.focus();
    item.onChoose();
  };
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Tab") list.current?.hidePopover();
    const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button:enabled")];
    const target = keyTarget(event.key, buttons.indexOf(event.target as HTMLElement), buttons.length);
    if (target === null) return;
    event.preventDefault();
    buttons[target]?.focus();
  };

  const opener = { ref: button, popoverTarget: id, "aria-haspopup": "menu", "aria-label": label } as const;
  return (
    <>
      {text === undefined ? (
        <ActionIcon {...opener} title={label}>
          <MoreIcon />
        </ActionIcon>
      ) : (
        <Button {...opener} className={classes.button ?? ""} rightSection={<ChevronIcon />}>
          {text}
        </Button>
      )}
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={classes.menu}
        onToggle={(event) => {
          if (event.newState === "open") opened();
        }}
        onKeyDown={move}
      >
        {items.map((item, index) =>
          item === null ? (
            // oxlint-disable-next-line react/no-array-index-key -- a line has no other identity than its place
            <hr key={index} className={classes.line} />
          ) : (
            <button
              key={item.text}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={classes.item}
              aria-label={item.label}
              disabled={!online}
              onClick={() => choose(item)}
            >
              {item.text}
            </button>
          ),
        )}
      </div>
    </>
  );
}
