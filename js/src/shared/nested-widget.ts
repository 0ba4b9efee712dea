// A widget within a widget, drawn by the page's host where that can (anywidget 0.11 and later).

/** A widget that a host can draw. */
export interface NestedWidget {
  render(view: { el: HTMLElement; signal: AbortSignal }): Promise<void>;
}

/** The part of anywidget's host that widgets here use. */
export interface Host {
  getWidget(reference: string): Promise<NestedWidget>;
}

/** Return the widget of a model. */
export function getNestedWidget(host: Host, model: string): Promise<NestedWidget> {
  return host.getWidget(`anywidget:${model}`);
}

/**
 * Draw a widget into an element until the signal ends it.
 *
 * It is drawn once the element stands in the page: a host with shadow roots (marimo) puts the
 * stylesheet where the element is.
 */
export async function drawNestedWidget(
  widget: NestedWidget,
  el: HTMLElement,
  signal: AbortSignal,
): Promise<void> {
  if (!el.isConnected) await new Promise((resolve) => setTimeout(resolve));
  if (!signal.aborted) await widget.render({ el, signal });
}
