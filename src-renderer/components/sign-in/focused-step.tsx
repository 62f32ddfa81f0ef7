import { useEffect, useRef, type ReactNode } from "react";

/**
 * Takes the focus when it appears: a step replaces the button that was pressed, and keyboards and screen
 * readers have to land in the new one. Given a `key` per step.
 */
export function FocusedStep({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} style={{ outline: "none", minHeight: 120 }}>
      {children}
    </div>
  );
}
