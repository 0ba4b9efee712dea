// Keys that are pressed in a widget belong to the widget: JupyterLab must not insert cells or go to another one.

const SUPPRESS = "data-lm-suppress-shortcuts";

/** Keep the keys of an element from JupyterLab's shortcuts, but for those with Ctrl, Alt or Cmd; returns how to end that.
 *
 *  JupyterLab looks at the focused element first, so the mark has to be there, and it listens on the document while the
 *  event goes down, so that only the window hears it earlier. */
export function keepKeys(el: HTMLElement): () => void {
  const before = (event: KeyboardEvent) => {
    const { target } = event;
    if (!(target instanceof Element) || !el.contains(target)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) target.removeAttribute(SUPPRESS);
    else target.setAttribute(SUPPRESS, "true");
  };
  window.addEventListener("keydown", before, true);
  return () => window.removeEventListener("keydown", before, true);
}
