import { useEffect, useState } from "react";

/**
 * Gives the focus back, when a dialog goes, to what had it before the dialog came; where that is gone, as the account
 * that was removed, to the first control of what is left around it.
 */
export function useReturnFocus(): void {
  const [before] = useState(() => withParents(document.activeElement));
  useEffect(
    () => () => {
      const left = before.find((element) => element.isConnected);
      const target =
        left === before[0] ? left : left?.querySelector("button:enabled, a[href], input:enabled");
      if (target instanceof HTMLElement) target.focus();
    },
    [before],
  );
}

/** The element, what it is in, and so on outwards. */
function withParents(element: Element | null): Element[] {
  return element === null ? [] : [element, ...withParents(element.parentElement)];
}
