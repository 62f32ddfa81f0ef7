/** As a `ref`: takes the focus on coming, for what stands where a button was pressed that is gone since. */
export function takeFocus(node: HTMLElement | null): void {
  node?.focus();
}
