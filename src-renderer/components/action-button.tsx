import { Button, type ButtonProps } from "@mantine/core";
import type { ComponentPropsWithoutRef, MouseEvent } from "react";
import { useConnection } from "../live/use-live.tsx";

type Properties = ButtonProps &
  Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & {
    pending?: boolean;
    /** For what cannot be undone. */
    danger?: boolean;
  };

/**
 * A button that asks Switchyard to do something: busy while it does, off while it cannot be reached. A busy one can
 * still be focused: whoever pressed it with the keyboard would lose their place otherwise.
 */
export function ActionButton({
  pending = false,
  danger = false,
  disabled = false,
  onClick,
  ...rest
}: Properties) {
  const connection = useConnection();
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // Also keeps a form from being sent twice.
    if (pending) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <Button
      {...rest}
      {...(danger ? { variant: "filled", "data-danger": true } : {})}
      aria-busy={pending}
      aria-disabled={pending || undefined}
      disabled={(disabled && !pending) || connection.state !== "live"}
      onClick={press}
    />
  );
}
