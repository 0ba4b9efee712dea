// Keys within a widget belong to the widget: JupyterLab would insert a cell at "b" and leave for the next one at an arrow.

/** Lumino, which hands out JupyterLab's shortcuts, looks for this from the focused element upwards. */
const SUPPRESSED = "data-lm-suppress-shortcuts";

/**
 * Keep keys without Ctrl, Alt or Meta from JupyterLab while the focus is within an element; returns the clean-up.
 *
 * Shortcuts such as that for saving stay JupyterLab's. The mark has to be on the focused element
 * itself, which JupyterLab's selectors match first, and before JupyterLab's own listener runs.
 */
export function keepKeys(el: HTMLElement): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    const target = path[0];
    if (!(target instanceof Element) || !path.includes(el)) return;
    const isOurs = !(event.ctrlKey || event.altKey || event.metaKey);
    target.toggleAttribute(SUPPRESSED, isOurs);
  };
  window.addEventListener("keydown", onKey, true);
  return () => window.removeEventListener("keydown", onKey, true);
}

/** Return the element that an arrow key, Home or End leads to in a list; null for other keys. */
export function elementByArrow<T extends HTMLElement>(
  event: KeyboardEvent,
  elements: T[],
): T | null {
  const at = elements.indexOf(event.target as T);
  if (at < 0) return null;
  const to: Record<string, number> = {
    ArrowDown: Math.min(at + 1, elements.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: elements.length - 1,
  };
  const index = to[event.key];
  return index === undefined ? null : (elements[index] ?? null);
}
