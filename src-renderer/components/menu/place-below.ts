const gap = 4;
const edge = 8;

/** Puts what floats below `anchor`, right edges in one line; above it where there is no room. */
export function placeBelow(floating: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = floating;
  const below = anchor.bottom + gap;
  const top = below + height + edge > innerHeight ? Math.max(edge, anchor.top - gap - height) : below;
  const left = Math.min(Math.max(edge, anchor.right - width), innerWidth - width - edge);
  Object.assign(floating.style, { top: `${top}px`, left: `${left}px` });
}
