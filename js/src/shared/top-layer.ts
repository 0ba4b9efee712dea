// Shows a part of a widget above the whole page, beside its anchor: the output of a cell cuts off what reaches beyond it.

/** Pixels between what is shown and its anchor, and the edges of the window. */
const GAP = 2;
const EDGE = 6;

export interface TopLayerOptions {
  /** Which edges are in line with the anchor's. */
  align: "start" | "end";
  /** At least as wide as the anchor. */
  wide?: boolean;
}

/** Show an element in the top layer; returns how to hide it. */
export function showInTopLayer(
  el: HTMLElement,
  anchor: HTMLElement,
  options: TopLayerOptions,
): () => void {
  el.hidden = false;
  if (typeof el.showPopover !== "function") return () => (el.hidden = true); // an older browser
  el.popover = "manual";
  el.showPopover();
  const follow = () => place(el, anchor, options);
  follow();
  // The page scrolls within itself, so the event does not bubble to the window.
  window.addEventListener("scroll", follow, true);
  window.addEventListener("resize", follow);
  return () => {
    window.removeEventListener("scroll", follow, true);
    window.removeEventListener("resize", follow);
    if (el.isConnected && el.matches(":popover-open")) el.hidePopover();
    el.hidden = true;
  };
}

/** Put an element under its anchor, or above it where there is more room. */
function place(el: HTMLElement, anchor: HTMLElement, { align, wide }: TopLayerOptions): void {
  const at = anchor.getBoundingClientRect();
  const { style } = el;
  style.position = "fixed";
  style.margin = "0";
  style.inset = "auto";
  style.maxHeight = "";
  style.minWidth = wide ? `${at.width}px` : "";
  style.maxWidth = `${window.innerWidth - 2 * EDGE}px`;
  const { width, height } = el.getBoundingClientRect();
  const below = window.innerHeight - at.bottom - GAP - EDGE;
  const above = at.top - GAP - EDGE;
  const up = height > below && above > below;
  const room = Math.max(up ? above : below, 0);
  if (height > room) {
    style.maxHeight = `${room}px`;
    style.overflowY = "auto";
  }
  const left = align === "end" ? at.right - width : at.left;
  style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE))}px`;
  style.top = `${up ? at.top - GAP - Math.min(height, room) : at.bottom + GAP}px`;
}
