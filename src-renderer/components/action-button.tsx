import { Button, type ButtonProps } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";
import { useConnection } from "../live/use-live.tsx";

type Properties = ButtonProps &
  Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & {
    pending?: boolean;
    /** For what cannot be undone. */
    danger?: boolean;
  };

/** A button that asks Switchyard to do something: busy while it does, off while it cannot be reached. */
export function ActionButton({ pending = false, danger = false, disabled = false, ...rest }: Properties) {
  const connection = useConnection();
  return (
    <Button
      {...rest}
      {...(danger ? { variant: "filled", "data-danger": true } : {})}
      aria-busy={pending}
      disabled={disabled || pending || connection.state !== "live"}
    />
  );
}
